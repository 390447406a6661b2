import { ModuleImagesError } from '@module-images/core'
import { type WorkflowState } from '@module-images/core/check'
import { isGenerated, planWorkflows, WORKFLOW_FOLDER } from '@module-images/core/workflow'
import { readWorkflowFacts } from '../generators/sync/read-workflow-facts.js'
import type { FileSource } from '../workspace/file-source.js'

/**
 * How generated workflows stand to what nx.json and the modules ask for; nothing where none is generated, or where what they shall be
 * cannot be told, which other rules then say why.
 */
export function readWorkflowStates(files: FileSource): WorkflowState[] {
  if (!files.has(WORKFLOW_FOLDER)) return []
  const names = files.list(WORKFLOW_FOLDER).flatMap(({ name, kind }) => (kind === 'file' && /\.ya?ml$/.test(name) ? [name] : []))
  // A checkout may have turned line ends to those of Windows.
  const texts = names.map((name) => [name, files.readText(`${WORKFLOW_FOLDER}/${name}`).replaceAll('\r\n', '\n')] as const)
  const present = new Map(texts.filter(([, text]) => isGenerated(text)))
  const wanted = present.size === 0 ? undefined : wantedWorkflows(files, [...present.values()])
  if (wanted === undefined) return []
  const stateOf = (name: string): WorkflowState['state'] | undefined => {
    if (!wanted.has(name)) return 'leftover'
    if (!present.has(name)) return 'missing'
    return present.get(name) === wanted.get(name) ? undefined : 'changed'
  }
  return [...new Set([...wanted.keys(), ...present.keys()])].sort().flatMap((name) => {
    const state = stateOf(name)
    return state === undefined ? [] : [{ file: `${WORKFLOW_FOLDER}/${name}`, state }]
  })
}

function wantedWorkflows(files: FileSource, present: readonly string[]): ReadonlyMap<string, string> | undefined {
  try {
    return planWorkflows(readWorkflowFacts(files, present))
  } catch (error) {
    if (error instanceof ModuleImagesError) return undefined
    throw error
  }
}
