import type { ModuleFolderName } from '../legacy/compare-legacy.js'
import type { WorkflowSource } from '../legacy/workflow-source.js'

const BUILD_ACTIONS =
  /^(?:docker\/(?:build-push-action|bake-action)|redhat-actions\/buildah-build|mr-smithers-excellent\/docker-build-push)@/
const BUILD_COMMANDS = /\b(?:docker|podman|buildah|nerdctl) (?:buildx )?(?:build|bake|bud)\b/

/** Whether a workflow builds images of these modules: it builds, and names one of their folders, or the folder they lie in. */
export function buildsModules({ content }: WorkflowSource, text: string, modules: readonly ModuleFolderName[]): boolean {
  const steps = Object.values(content.jobs).flatMap(({ steps: all = [] }) => all)
  const builds = steps.some(({ uses, run }) => BUILD_ACTIONS.test(uses ?? '') || BUILD_COMMANDS.test(run ?? ''))
  return builds && modules.some(({ root }) => text.includes(`${root}/`) || namesFolder(text, root))
}

/** `analyses/hello-R` as a whole, and `analyses/` before something that is put in. */
function namesFolder(text: string, root: string): boolean {
  const at = text.indexOf(root)
  if (at >= 0 && !/[\w.-]/.test(text.charAt(at + root.length))) return true
  const parent = root.slice(0, Math.max(0, root.lastIndexOf('/')))
  return parent !== '' && new RegExp(`${parent.replace(/[^\w/]/g, '\\$&')}/(?:\\$|\\{|\\*)`).test(text)
}
