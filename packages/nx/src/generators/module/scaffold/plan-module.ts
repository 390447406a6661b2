import { copiedFiles, type ImageFacts, renderDockerfileTemplate } from './dockerfile-template.js'
import { renderEnvironment, renderRenvLock } from './environment-template.js'
import { renderDockerignore, renderGitignore } from './ignore-template.js'
import type { ModuleTraits } from './module-traits.js'
import { renderReadme } from './readme-template.js'
import { planScripts, renderRunScript, type ScaffoldFile } from './script-templates.js'

/**
 * Every file of a new module but its project.json, which belongs to Nx.
 *
 * @param name checked by `checkModuleName` already: it goes into the files as it is
 */
export function planModuleFiles(name: string, traits: ModuleTraits, facts: ImageFacts = {}): ScaffoldFile[] {
  const plain = (path: string, text: string): ScaffoldFile => ({ path, text, executable: false })
  return [
    plain('Dockerfile', renderDockerfileTemplate(name, traits, facts)),
    plain('.dockerignore', renderDockerignore(copiedFiles(traits))),
    plain('.gitignore', renderGitignore(traits)),
    ...(traits.renv ? [plain('renv.lock', renderRenvLock())] : []),
    ...(traits.conda ? [plain('environment.yml', renderEnvironment(name, traits))] : []),
    ...planScripts(name, traits),
    { path: 'run.sh', text: renderRunScript(traits), executable: true },
    plain('README.md', renderReadme(name, traits)),
  ]
}
