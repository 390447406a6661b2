import { isGenerated } from '@module-images/core'
import { DEPENDABOT_FILES, isGeneratedFor, planSync, type SyncPlan, WORKFLOW_FOLDER } from '@module-images/workflows'
import { type FileSource, pathToRepository, type Workspace } from '@module-images/workspace'
import { readWorkflowFacts } from './read-workflow-facts.js'

/** The plan, and where its files lie: at the top of the git repository, be it above the workspace. */
export interface WorkspaceSyncPlan extends SyncPlan {
  /** Posix path of the folder of the workflows, from the workspace root. */
  readonly folder: string
  readonly dependabotFile: string
  /** Paths of generated workflows in the workspace's own folder, where that is not the repository's: GitHub never looks there. */
  readonly misplaced: readonly string[]
  /** Whether any workflow was generated for this workspace yet. */
  readonly isInUse: boolean
}

/**
 * The one judgement of generated files, for `nx sync`, `nx sync:check` and `doctor`.
 *
 * @throws ModuleImagesError as `readWorkflowFacts` and `planSync`
 */
export function readSyncPlan(workspace: Workspace): WorkspaceSyncPlan {
  const { files } = workspace
  const top = pathToRepository(files.root)
  const folder = `${top}${WORKFLOW_FOLDER}`
  const present = readWorkflows(files, folder)
  const misplaced =
    top === '' ? [] : [...readWorkflows(files, WORKFLOW_FOLDER)].flatMap(([name, text]) => (isGenerated(text) ? [name] : []))
  const dependabotFile = `${top}${DEPENDABOT_FILES.find((path) => files.has(`${top}${path}`)) ?? DEPENDABOT_FILES[0]}`
  const dependabot = { file: dependabotFile, text: files.has(dependabotFile) ? readText(files, dependabotFile) : undefined }
  const facts = readWorkflowFacts(workspace)
  return {
    ...planSync({ facts, present, dependabot }),
    ...{ folder, dependabotFile },
    misplaced: misplaced.sort().map((name) => `${WORKFLOW_FOLDER}/${name}`),
    isInUse: misplaced.length > 0 || [...present.values()].some((text) => isGeneratedFor(text, facts.folder)),
  }
}

function readWorkflows(files: FileSource, folder: string): Map<string, string> {
  if (!files.has(folder)) return new Map()
  const names = files.list(folder).flatMap(({ name, kind }) => (kind === 'file' && /\.ya?ml$/.test(name) ? [name] : []))
  return new Map(names.map((name) => [name, readText(files, `${folder}/${name}`)]))
}

/** A checkout may have turned line ends to those of Windows; that is no edit. */
function readText(files: FileSource, path: string): string {
  return files.readText(path).replaceAll('\r\n', '\n')
}
