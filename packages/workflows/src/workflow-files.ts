/** Folder GitHub reads workflows from. */
export const WORKFLOW_FOLDER = '.github/workflows'

export const AFFECTED_FILE = 'docker_affected.yml'
export const ALL_MODULES_FILE = 'docker_all-modules.yml'
export const BUILD_PUSH_FILE = 'build-push-docker-module.yml'

/** The workflow that runs all modules; there are several where one may not call so many. @param index from 0 */
export function runAllFile(index: number): string {
  return index === 0 ? 'run_all-modules.yml' : `run_all-modules-${index + 1}.yml`
}

export function isRunAllFile(file: string): boolean {
  return /^run_all-modules(?:-\d+)?\.yml$/.test(file)
}

/** The workflow that builds one module's image by hand. */
export function dockerFile(module: string): string {
  return `docker_${module}.yml`
}

/** The workflow that runs one module in its image. */
export function runFile(module: string): string {
  return `run_${module}.yml`
}
