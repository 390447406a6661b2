import type { RunData } from '@module-images/core'
import { SHORT_JOB, downloadStep } from './common-steps.js'
import { quoteWord } from './issue-steps.js'
import { runnerOf } from './runners.js'
import { expression, type Step, type StepsJob } from './workflow.js'
import type { WorkflowFacts, WorkflowModule } from './workflow-facts.js'

export const DATA_JOB = 'data'

const ARCHIVE = 'data.tar'

/**
 * Fetches what a run needs and only some may read. It has the role and runs what the default branch has, whatever the pull request changes; the job that
 * runs the module has the files and no role. A fork's pull request has no such job: GitHub gives it no token.
 */
export function planDataJob(facts: WorkflowFacts, { name }: WorkflowModule, data: RunData | false | undefined): StepsJob[] {
  if (data === undefined || data === false) return []
  const { options } = facts
  const role = roleOf(data)
  return [
    {
      kind: 'steps',
      id: DATA_JOB,
      notes: [`The data of a run, fetched by what ${options.defaultBranch} says. A pull request from a fork runs without.`],
      if: '!github.event.pull_request.head.repo.fork',
      permissions: { contents: 'read', ...(role === undefined ? {} : { 'id-token': 'write' }) },
      runner: runnerOf(options, 'run', name),
      timeoutMinutes: SHORT_JOB,
      ...(data.environment === undefined ? {} : { environment: data.environment }),
      steps: [
        { kind: 'uses', action: 'actions/checkout', with: { 'persist-credentials': false, ref: options.defaultBranch } },
        ...(role === undefined
          ? []
          : [
              {
                kind: 'uses',
                action: 'aws-actions/configure-aws-credentials',
                with: { 'role-to-assume': expression(role), 'aws-region': data.region },
              } as const,
            ]),
        { kind: 'run', name: 'Fetch the data', run: data.script.split('\n') },
        { kind: 'run', name: 'Pack it', run: [`tar --create --file "$RUNNER_TEMP/${ARCHIVE}" -- ${data.paths.map(quoteWord).join(' ')}`] },
        {
          kind: 'uses',
          action: 'actions/upload-artifact',
          with: {
            name: `data-${name}`,
            path: { template: `\${{ runner.temp }}/${ARCHIVE}` },
            'retention-days': 1,
            overwrite: true,
          },
        },
      ],
    },
  ]
}

/** In the job that runs the module. @param module its name */
export function unpackSteps(module: string): Step[] {
  const isThere = `needs.${DATA_JOB}.result == 'success'`
  return [
    downloadStep(`data-${module}`, isThere),
    { kind: 'run', name: 'Unpack the data', if: isThere, run: [`tar --extract --file "$RUNNER_TEMP/${ARCHIVE}"`] },
  ]
}

/** Names of the secrets it needs. */
export function dataSecrets(data: RunData | false | undefined): string[] {
  return data === undefined || data === false || data.roleSecret === undefined ? [] : [data.roleSecret]
}

function roleOf({ roleVariable, roleSecret }: RunData): string | undefined {
  if (roleSecret !== undefined) return `secrets.${roleSecret}`
  return roleVariable === undefined ? undefined : `vars.${roleVariable}`
}
