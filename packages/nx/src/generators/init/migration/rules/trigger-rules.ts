import {
  judged,
  type MigrationRule,
  NOTHING_TO_TELL,
  type RuleContext,
  type RuleJudgement,
  workflowOption,
} from '../model/migration-rule.js'
import { tell } from '../model/told.js'
import { recordOf, textOf, textsOf, type TriggerElement } from '../model/workflow-elements.js'

type TriggerRule = MigrationRule<TriggerElement>

const pullRequest: TriggerRule = {
  topic: 'pull requests',
  judge: ({ event, value }, { defaultBranch }) => {
    if (event !== 'pull_request' && event !== 'merge_group') return undefined
    const branches = textsOf(value['branches'])
    return [
      ...judged('kept', tell`Test builds in pull requests and merge queues.`),
      ...pathsJudgement(value),
      ...(branches.length === 0 || branches.includes(defaultBranch)
        ? []
        : judged('changed', tell`Pull requests against any branch are test-built, not only against ${branches.join(', ')}.`)),
    ]
  },
}

/** https://docs.github.com/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout */
const pullRequestTarget: TriggerRule = {
  topic: 'pull requests',
  judge: ({ event }) =>
    event === 'pull_request_target'
      ? judged('lost', tell`${event}: code of a fork would run beside secrets. Pull requests are test-built without any.`)
      : undefined,
}

const push: TriggerRule = {
  topic: 'pushes and tags',
  judge: ({ event, value }, context) => {
    if (event !== 'push') return undefined
    const tags = textsOf(value['tags'])
    return [...branchJudgements(value, context), ...pathsJudgement(value), ...(tags.length === 0 ? [] : tagJudgements(tags, context))]
  },
}

function branchJudgements(value: TriggerElement['value'], { defaultBranch }: RuleContext): readonly RuleJudgement[] {
  const branches = textsOf(value['branches'])
  if (branches.length === 0 && 'tags' in value) return NOTHING_TO_TELL
  const others = branches.filter((branch) => branch !== defaultBranch)
  return [
    ...judged('kept', tell`Pushes to ${defaultBranch} publish.`),
    ...(others.length === 0
      ? []
      : judged('lost', tell`Pushes to ${others.join(', ')} publish nothing: one branch publishes, ${defaultBranch}.`)),
  ]
}

/** A list of files kept by hand, for which what a build reads takes the place. */
function pathsJudgement(value: TriggerElement['value']): readonly RuleJudgement[] {
  if (!('paths' in value) && !('paths-ignore' in value)) return NOTHING_TO_TELL
  return judged('kept', tell`Files that start a build: those that the Dockerfile reads, in place of a list.`)
}

/** GitHub's filters know more than the option: `+`, `!` and `/`. */
function tagJudgements(tags: readonly string[], { elements }: RuleContext): readonly RuleJudgement[] {
  const list = tags.join(', ')
  const alsoReleases = elements.some((element) => element.kind === 'trigger' && element.event === 'release')
  const publishOn = alsoReleases ? ['release', 'tag'] : ['tag']
  return judged(
    'kept',
    tell`A pushed tag that fits ${list} publishes all active modules under it, with or without a release.`,
    workflowOption('publishOn', publishOn),
    workflowOption('releaseTags', tags),
  )
}

const release: TriggerRule = {
  topic: 'releases',
  judge: ({ event, value, source }) => {
    if (event !== 'release') return undefined
    const others = textsOf(value['types']).filter((type) => type !== 'published')
    const alsoTags = 'tags' in recordOf(source.content.on['push'])
    return [
      ...judged(
        'kept',
        tell`A published release publishes all active modules under its tag, where the tag fits ${'releaseTags'}.`,
        ...(alsoTags ? [] : [workflowOption('publishOn', ['release'])]),
      ),
      ...(others.length === 0
        ? []
        : judged('lost', tell`A release that is ${others.join(', ')} publishes nothing: one that is published does.`)),
    ]
  },
}

const schedule: TriggerRule = {
  topic: 'scheduled rebuilds',
  judge: ({ event, source }, { kind }) => {
    if (event !== 'schedule') return undefined
    const [first, ...others] = source.textsAt(['on', 'schedule', 0, 'cron']).concat(source.textsAt(['on', 'schedule', 1, 'cron']))
    if (first === undefined) return undefined
    const pushes = kind !== 'module' && pushesOnSchedule(source)
    const refresh = pushes ? 'publish' : 'pull-request'
    const [when, what] = [workflowOption('refreshSchedule', first.text), workflowOption('refresh', refresh)]
    return [
      ...(pushes
        ? judged(
            'kept',
            tell`Unattended rebuild and push at ${first.text}: newer bases are merged by themselves once their test builds pass, and what stands on them is published. What has not changed is not built again.`,
            when,
            what,
          )
        : judged(
            'changed',
            tell`At ${first.text} newer bases are put into a pull request, which is test-built. Nothing is published.`,
            when,
            what,
          )),
      ...others.map(({ text }) => ({ state: 'lost' as const, told: tell`A second schedule, ${text}: there is one.` })),
    ]
  },
}

function pushesOnSchedule(source: TriggerElement['source']): boolean {
  const { jobs } = source.content
  return Object.keys(jobs).some((job) => {
    const asked = source.textsAt(['jobs', job, 'with', 'push-ecr']).map(({ text }) => text)
    const steps = (jobs[job]?.steps ?? []).map(({ with: inputs }) => textOf(inputs?.['push']))
    return [...asked, ...steps].some((text) => text === 'true' || text.includes("'schedule'"))
  })
}

const byHand: TriggerRule = {
  topic: 'by hand',
  judge: ({ event }, { kind, module }) => {
    if (event !== 'workflow_dispatch') return undefined
    return kind === 'module' && module !== undefined
      ? judged('kept', tell`A test build or a push of one module by hand: its docker_*.yml, with the input ${'push'}.`)
      : judged('kept', tell`By hand, docker_all-modules.yml: task ${'publish'}, or ${'build'} to build all and push nothing.`)
  },
}

const call: TriggerRule = {
  topic: 'workflows that are called',
  judge: ({ event }, { kind }) => {
    if (event !== 'workflow_call') return undefined
    if (kind === 'builder') return NOTHING_TO_TELL
    return kind === 'reusable'
      ? judged('changed', tell`Has other inputs: ${'modules'}, ${'push'} and ${'tags'}.`)
      : judged('changed', tell`No workflow can call it: call ${'build-push-docker-module.yml'} with ${'modules'} in its place.`)
  },
}

/** Asked in this order. */
export const TRIGGER_RULES: readonly TriggerRule[] = [pullRequest, pullRequestTarget, push, release, schedule, byHand, call]

export const UNKNOWN_TRIGGER: MigrationRule<TriggerElement> = {
  topic: 'other triggers',
  judge: ({ event }) => judged('lost', tell`${event} starts no generated workflow.`),
}
