import { judged, type MigrationRule, NOTHING_TO_TELL, workflowOption } from '../model/migration-rule.js'
import { tell } from '../model/told.js'
import { type StepElement, textOf } from '../model/workflow-elements.js'
import { RETAG_COMMANDS } from '../model/retag-commands.js'
import { buildStep } from './build-step-rule.js'
import { issueByCommand, issueFromFile } from './issue-rules.js'
import { metadata } from './metadata-rule.js'
import { signInRules } from './sign-in-rules.js'

export type StepRule = MigrationRule<StepElement>

const checkout: StepRule = {
  topic: 'checkout',
  judge: ({ action, with: inputs }) => {
    if (action !== 'actions/checkout') return undefined
    const submodules = textOf(inputs['submodules'])
    return [
      ...(textOf(inputs['lfs']) === 'true' ? judged('kept', tell`Files of Git LFS are fetched.`, workflowOption('lfs', true)) : []),
      ...(submodules === '' || submodules === 'false'
        ? []
        : judged('kept', tell`Submodules are fetched.`, workflowOption('submodules', submodules === 'recursive' ? submodules : true))),
    ]
  },
}

/** Of several authors, and the repository's own. */
const DISK_ACTIONS = /(?:free|reclaim|maximi[sz]e)[\w-]*(?:disk|space)|disk-space-reclaimer|remove-unwanted-software/i

const freeDisk: StepRule = {
  topic: 'disk clearing',
  judge: ({ action, run }) =>
    DISK_ACTIONS.test(action) || /rm -rf[^\n]*(?:\/usr\/share\/dotnet|\/opt\/ghc|\/usr\/local\/lib\/android|AGENT_TOOLSDIRECTORY)/.test(run)
      ? judged('kept', tell`Jobs that build first remove from the runner what no build needs.`, workflowOption('freeDisk', true))
      : undefined,
}

const builder: StepRule = {
  topic: 'builder',
  judge: ({ action, path, source }) =>
    action === 'docker/setup-buildx-action'
      ? [
          {
            state: 'lost',
            told: tell`A builder in a container of its own (driver ${'docker-container'}): builds use that of the engine.`,
            line: source.lineOf([...path, 'uses']),
          },
        ]
      : undefined,
}

const emulation: StepRule = {
  topic: 'platforms',
  judge: ({ action }) =>
    action === 'docker/setup-qemu-action' ? judged('kept', tell`Emulation, where ${'platforms'} asks for it.`) : undefined,
}

const repository: StepRule = {
  topic: 'repositories of the registry',
  judge: ({ run }) =>
    /\baws ecr(?:-public)? create-repository\b/.test(run)
      ? judged('kept', tell`A repository that is missing is made by the push; any other answer than that it is missing is an error.`)
      : undefined,
}

const retag: StepRule = {
  topic: 'tags and labels',
  judge: ({ run }) =>
    RETAG_COMMANDS.test(run) && !/\bdocker (?:buildx )?build\b|\bdocker (?:image )?push\b/.test(run)
      ? judged(
          'kept',
          tell`Tags of images that are in the registry are moved by the push, which builds none of them again. Copies in another registry are not made.`,
        )
      : undefined,
}

/** The job is red because of the jobs before it, and so is the run. */
const failsTheRun: StepRule = {
  topic: 'failures',
  judge: ({ run, condition }) => (/\bexit 1\b/.test(run) && /failure|cancelled/.test(condition) ? NOTHING_TO_TELL : undefined),
}

/** Asked in this order. */
export const STEP_RULES: readonly StepRule[] = [
  checkout,
  freeDisk,
  ...signInRules,
  repository,
  builder,
  emulation,
  metadata,
  buildStep,
  retag,
  issueFromFile,
  issueByCommand,
  failsTheRun,
]

function firstCommand(run: string): string {
  return run.split('\n').find((line) => !/^\s*(?:#|$)/.test(line)) ?? run
}

export const UNKNOWN_STEP: StepRule = {
  topic: 'other steps',
  judge: ({ name, run, job }) => judged('lost', tell`The step ${name || firstCommand(run)} of the job ${job}.`),
}
