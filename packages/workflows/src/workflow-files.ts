/** Folder GitHub reads workflows from. */
export const WORKFLOW_FOLDER = '.github/workflows'

export const AFFECTED_FILE = 'docker_affected.yml'
export const ALL_MODULES_FILE = 'docker_all-modules.yml'
export const BUILD_PUSH_FILE = 'build-push-docker-module.yml'

/** The workflow that builds one module's image by hand. */
export function dockerFile(module: string): string {
  return `docker_${module}.yml`
}

/** The workflow that runs one module in its image. */
export function runFile(module: string): string {
  return `run_${module}.yml`
}
