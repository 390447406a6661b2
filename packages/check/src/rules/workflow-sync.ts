import { GENERATED_LINE } from '@module-images/core'
import type { WorkflowState } from '../check-facts.js'
import type { WorkspaceRule } from '../check-rule.js'

const FOLDER = '.github/workflows'

function messageOf({ state, called = '' }: WorkflowState): string {
  switch (state) {
    case 'missing':
      return 'This file has not been written.'
    case 'changed':
      return 'This file is not what nx.json and the modules ask for.'
    case 'leftover':
      return 'The module of this workflow is gone, or has nothing to run any more.'
    case 'misplaced':
      return 'GitHub reads workflows at the top of the repository only.'
    case 'foreign':
      return 'This was written by hand, or for another workspace, and has the name of a workflow that is to be generated. Rename or remove it.'
    case 'broken-call':
      return `This calls ${called}, which is not there or cannot be called. Remove the call, or rename what it calls.`
  }
}

export const workflowSync: WorkspaceRule = {
  id: 'workflow-sync',
  scope: 'workspace',
  title: 'Generated workflows are what nx.json and the modules ask for',
  severity: 'error',
  why: 'A module without its workflow is never published, and nobody notices until somebody misses its image.',
  fix: 'Run: npx nx sync',
  examples: {
    passing: [{ files: { 'nx.json': '{}\n', [`${FOLDER}/mine.yml`]: 'name: by hand\n' }, note: 'no workflow is generated here' }],
    failing: [
      {
        files: { 'nx.json': '{}\n', [`${FOLDER}/docker_gone.yml`]: `${GENERATED_LINE}\nname: gone\n` },
        note: 'there is no module gone',
        lines: [`${FOLDER}/docker_gone.yml:1`],
      },
    ],
  },
  check: ({ workflows }) => workflows.map((state) => ({ message: messageOf(state), place: { file: state.file, line: state.line ?? 1 } })),
}
