import type { Builder } from '@module-images/trust'

/** Of a signature that was not made by a workflow. */
const BY_HAND = 'https://github.com/module-images/module-images/blob/main/docs/trust.md#signed-by-hand'

/**
 * Who signs: the workflow file of a job of GitHub Actions, at its revision, or a person.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function planBuilder(env: NodeJS.ProcessEnv): Builder {
  const value = (name: string) => env[name]?.trim() || undefined
  const [server, workflow, repository] = [value('GITHUB_SERVER_URL'), value('GITHUB_WORKFLOW_REF'), value('GITHUB_REPOSITORY')]
  const [run, attempt] = [value('GITHUB_RUN_ID'), value('GITHUB_RUN_ATTEMPT')]
  if (value('GITHUB_ACTIONS') !== 'true' || server === undefined || workflow === undefined) return { id: BY_HAND, run: undefined }
  const page = repository === undefined || run === undefined ? undefined : `${server}/${repository}/actions/runs/${run}`
  return { id: `${server}/${workflow}`, run: page === undefined || attempt === undefined ? page : `${page}/attempts/${attempt}` }
}
