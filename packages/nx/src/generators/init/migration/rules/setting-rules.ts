import { judged, type MigrationRule, NOTHING_TO_TELL, workflowOption } from '../model/migration-rule.js'
import { tell } from '../model/told.js'
import { recordOf, type SettingElement, textOf } from '../model/workflow-elements.js'

type SettingRule = MigrationRule<SettingElement>

/** What generated workflows have of their own, or what steps and runners say at their own place. */
const SAID_ELSEWHERE = new Set(['needs', 'with', 'runs-on', 'uses', 'strategy', 'outputs', 'secrets', 'run-name'])

const OWNER = /github\.repository_owner\s*==\s*'([^']+)'/

const owner: SettingRule = {
  topic: 'owner guard',
  judge: ({ key, value }) => {
    const name = key === 'if' ? OWNER.exec(textOf(value))?.[1] : undefined
    return name === undefined
      ? undefined
      : judged('kept', tell`Publishes and runs on schedule for ${name} only, never in a fork.`, workflowOption('owner', name))
  },
}

/** What the old system asks of itself: which event it was, whether to push. */
const condition: SettingRule = {
  topic: 'conditions',
  judge: ({ key, value }) => {
    if (key !== 'if') return undefined
    const rest = textOf(value).replace(
      /\b(?:always|failure|success|cancelled)\(\)|\b(?:github\.(?:event_name|ref|ref_name|ref_type|base_ref)|inputs\.push-ecr)\b/g,
      '',
    )
    const asksMore = /\b(?:github|inputs|vars|secrets|env|matrix|steps|needs)\./.test(rest)
    return asksMore ? judged('lost', tell`The condition ${textOf(value)}.`) : NOTHING_TO_TELL
  },
}

const environment: SettingRule = {
  topic: 'environment',
  judge: ({ key, value }) => {
    if (key !== 'environment') return undefined
    const name = textOf(value) || textOf(recordOf(value)['name'])
    if (name === '' || name.includes('${{'))
      return judged('by-hand', tell`The environment is an expression: choose one with ${'workflows.environment'} in nx.json.`)
    return [
      ...judged('kept', tell`Jobs that publish run in the environment ${name}.`, workflowOption('environment', name)),
      ...judged(
        'by-hand',
        tell`Look at the environment ${name} in the settings of the repository: reviewers, and which branches and tags may use it.`,
      ),
    ]
  },
}

const permissions: SettingRule = {
  topic: 'permissions',
  judge: ({ key }) =>
    key === 'permissions'
      ? judged('kept', tell`Each job has what it needs and no more; only publishing has ${'id-token: write'}.`)
      : undefined,
}

const concurrency: SettingRule = {
  topic: 'concurrency',
  judge: ({ key, value }) => {
    if (key !== 'concurrency') return undefined
    const cancels = textOf(recordOf(value)['cancel-in-progress']) === 'true'
    return cancels ? judged('changed', tell`A newer run cancels one of a pull request, and never a push.`) : NOTHING_TO_TELL
  },
}

const name: SettingRule = {
  topic: 'required checks',
  judge: ({ key, job }, { elements }) => {
    if (key !== 'name') return undefined
    const tests = elements.some((element) => element.kind === 'trigger' && element.event === 'pull_request')
    return job === undefined && tests
      ? judged(
          'by-hand',
          tell`Where the protection of the branch requires checks of this workflow, require ${'docker-images'} in their place.`,
        )
      : NOTHING_TO_TELL
  },
}

const strategy: SettingRule = {
  topic: 'parallel jobs',
  judge: ({ key, value }) => {
    const most = key === 'strategy' ? textOf(recordOf(value)['max-parallel']) : ''
    return most === '' ? undefined : judged('lost', tell`No more than ${most} jobs at a time: GitHub's own limits hold.`)
  },
}

/** The list of modules, which nx.json makes now, goes without saying; what multiplies it does not. */
const variants: SettingRule = {
  topic: 'variants of images',
  judge: ({ key, value }) => {
    if (key !== 'strategy') return undefined
    const { matrix } = recordOf(value)
    const { exclude: _, include, ...lists } = recordOf(matrix)
    const names = Object.keys(lists)
    const isMade = [matrix, include].some((part) => textOf(part).includes('${{'))
    if (!isMade && names.length < 2) return undefined
    const what = isMade ? textOf(matrix) || textOf(include) : names.join(', ')
    return judged(
      'changed',
      tell`Jobs by a matrix, ${what}: a module is one image. Where it was built in variants, with other arguments, each is a module of its own.`,
    )
  },
}

const saidElsewhere: SettingRule = { topic: 'settings', judge: ({ key }) => (SAID_ELSEWHERE.has(key) ? NOTHING_TO_TELL : undefined) }

const timeout: SettingRule = {
  topic: 'time limits',
  judge: ({ key, value }) =>
    key === 'timeout-minutes' ? judged('lost', tell`A limit of ${textOf(value)} minutes: jobs that build have 300.`) : undefined,
}

/** Asked in this order. */
export const SETTING_RULES: readonly SettingRule[] = [
  owner,
  condition,
  environment,
  permissions,
  concurrency,
  name,
  strategy,
  variants,
  saidElsewhere,
  timeout,
]

export const UNKNOWN_SETTING: SettingRule = {
  topic: 'other settings',
  judge: ({ key, job }) =>
    job === undefined
      ? judged('lost', tell`The setting ${key} of the workflow.`)
      : judged('lost', tell`The setting ${key} of the job ${job}.`),
}
