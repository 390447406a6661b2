import { isGenerated, ModuleImagesError } from '@module-images/core'
import type { WorkflowState } from '@module-images/check'
import { isGeneratedFor, planWorkflows, WORKFLOW_FOLDER } from '@module-images/workflows'
import { type FileSource, folderInRepository, pathToRepository, type Workspace } from '@module-images/workspace'
import { readWorkflowFacts } from './read-workflow-facts.js'

/**
 * How generated workflows stand to what nx.json and the modules ask for; nothing where none is generated, or where what they shall be
 * cannot be told, which other rules then say why.
 */
export function readWorkflowStates(workspace: Workspace): WorkflowState[] {
  const { files } = workspace
  const top = pathToRepository(files.root)
  const folder = `${top}${WORKFLOW_FOLDER}`
  const present = readGenerated(files, folder, (text) => isGeneratedFor(text, folderInRepository(files.root)))
  const misplaced = top === '' ? [] : [...readGenerated(files, WORKFLOW_FOLDER, isGenerated).keys()]
  const wanted = present.size + misplaced.length === 0 ? undefined : wantedWorkflows(workspace, [...present.values()])
  if (wanted === undefined) return []
  const stateOf = (name: string): WorkflowState['state'] | undefined => {
    if (!wanted.has(name)) return 'leftover'
    if (!present.has(name)) return 'missing'
    return present.get(name) === wanted.get(name) ? undefined : 'changed'
  }
  const states = [...new Set([...wanted.keys(), ...present.keys()])].sort().flatMap((name): WorkflowState[] => {
    const state = stateOf(name)
    return state === undefined ? [] : [{ file: `${folder}/${name}`, state }]
  })
  return [...states, ...misplaced.sort().map((name): WorkflowState => ({ file: `${WORKFLOW_FOLDER}/${name}`, state: 'misplaced' }))]
}

/** Texts of the workflows in a folder that were generated, by name. A checkout may have turned line ends to those of Windows. */
function readGenerated(files: FileSource, folder: string, isOurs: (text: string) => boolean): Map<string, string> {
  if (!files.has(folder)) return new Map()
  const names = files.list(folder).flatMap(({ name, kind }) => (kind === 'file' && /\.ya?ml$/.test(name) ? [name] : []))
  const texts = names.map((name) => [name, files.readText(`${folder}/${name}`).replaceAll('\r\n', '\n')] as const)
  return new Map(texts.filter(([, text]) => isOurs(text)))
}

function wantedWorkflows(workspace: Workspace, present: readonly string[]): ReadonlyMap<string, string> | undefined {
  try {
    return planWorkflows(readWorkflowFacts(workspace, present))
  } catch (error) {
    if (error instanceof ModuleImagesError) return undefined
    throw error
  }
}
