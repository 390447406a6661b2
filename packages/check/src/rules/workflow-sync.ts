import { GENERATED_LINE } from '@module-images/core'
import type { WorkflowState } from '../check-facts.js'
import type { WorkspaceRule } from '../check-rule.js'

const FOLDER = '.github/workflows'

const MESSAGES: Readonly<Record<WorkflowState['state'], string>> = {
  missing: 'This workflow has not been written.',
  changed: 'This workflow is not what nx.json and the modules ask for.',
  leftover: 'The module of this workflow is gone.',
  misplaced: 'GitHub reads workflows at the top of the repository only.',
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
  check: ({ workflows }) => workflows.map(({ file, state }) => ({ message: MESSAGES[state], place: { file, line: 1 } })),
}
