import { judged, type MigrationRule, NOTHING_TO_TELL, type RuleJudgement } from '../model/migration-rule.js'
import { tell } from '../model/told.js'
import { recordOf, type StepElement, textOf, textsOf, type WorkflowElement } from '../model/workflow-elements.js'

/** What workflows that stay as they are do: told all the same, since generated ones of their names would do less. */
export type KeptRule = MigrationRule<WorkflowElement>

const schedule: KeptRule = {
  topic: 'scheduled runs',
  judge: (element) =>
    element.kind === 'trigger' && element.event === 'schedule'
      ? judged('kept', tell`Runs at ${element.source.textsAt(['on', 'schedule', 0, 'cron'])[0]?.text ?? 'times of its own'}.`)
      : undefined,
}

const called: KeptRule = {
  topic: 'workflows that are called',
  judge: (element) =>
    element.kind === 'trigger' && element.event === 'workflow_call' ? judged('kept', tell`Can be called by other workflows.`) : undefined,
}

const branches: KeptRule = {
  topic: 'branch filters',
  judge: (element, { defaultBranch }) => {
    if (element.kind !== 'trigger' || element.event !== 'pull_request') return undefined
    const others = textsOf(element.value['branches']).filter((branch) => branch !== defaultBranch)
    return others.length === 0 ? NOTHING_TO_TELL : judged('kept', tell`Pull requests against ${others.join(', ')}.`)
  },
}

const runner: KeptRule = {
  topic: 'runners of module runs',
  judge: (element) => {
    if (element.kind !== 'setting' || element.key !== 'runs-on') return undefined
    const label = textsOf(element.value).join(', ') || 'a group'
    return /^(?:ubuntu|macos|windows)-[\w.-]+$/.test(label) ? NOTHING_TO_TELL : judged('kept', tell`The runner ${label}.`)
  },
}

const container: KeptRule = {
  topic: 'images that runs use',
  judge: (element) => {
    if (element.kind !== 'setting' || element.key !== 'container') return undefined
    const image = textOf(element.value) || textOf(recordOf(element.value)['image'])
    return image === ''
      ? undefined
      : judged(
          'kept',
          tell`Runs in a published image, so that a change of a lockfile counts once its image is published. A generated run_*.yml uses the image of the same checkout.`,
        )
  },
}

const loginShell: KeptRule = {
  topic: 'login shell',
  judge: (element) => {
    if (element.kind !== 'setting' || element.key !== 'defaults') return undefined
    const shell = textOf(recordOf(recordOf(element.value)['run'])['shell'])
    return /\s-\w*l/.test(shell) ? judged('kept', tell`A login shell, so that ${'conda activate'} works.`) : NOTHING_TO_TELL
  },
}

const native: KeptRule = {
  topic: 'runs without an image',
  judge: (element) =>
    element.kind === 'step' &&
    /^(?:r-lib\/actions\/setup-r|conda-incubator\/setup-miniconda|mamba-org\/setup-micromamba|actions\/setup-python)$/.test(element.action)
      ? judged('kept', tell`Runs in an environment of the runner, in R or conda, without an image.`)
      : undefined,
}

const data: KeptRule = {
  topic: 'test data',
  judge: (element) =>
    element.kind === 'step' && /download|\baws s3 (?:cp|sync)\b/i.test(element.run)
      ? [...judged('kept', tell`Steps that download data.`), ...subset(element)]
      : undefined,
}

/** Less data for a pull request than for other events. */
function subset({ env, source, path }: StepElement): readonly RuleJudgement[] {
  const [name] = Object.entries(env).find(([, value]) => textOf(value).includes('github.event_name')) ?? []
  if (name === undefined) return []
  return [
    {
      state: 'kept',
      told: tell`A subset of the data for pull requests, by a variable that depends on the event.`,
      line: source.lineOf([...path, 'env', name]),
    },
  ]
}

const ASSIGNS = /^\s*(?:[A-Za-z_]\w*=\S+\s+)+(?:bash\s+|sh\s+|Rscript\s+|python3?\s+)?\S*\.(?:sh|R|py)\b/

const flags: KeptRule = {
  topic: 'flags of test runs',
  judge: (element) => {
    if (element.kind !== 'step') return undefined
    const lines = element.run.split('\n')
    // The lines of a block begin below its key.
    const first = element.source.lineOf([...element.path, 'run']) + (lines.length > 1 ? 1 : 0)
    return lines.flatMap((line, index) =>
      ASSIGNS.test(line) ? [{ state: 'kept', told: tell`Scripts that get variables for a test.`, line: first + index } as const] : [],
    )
  },
}

const RELEASE_ACTIONS =
  /^(?:ncipollo\/release-action|softprops\/action-gh-release|actions\/create-release|marvinpinto\/action-automatic-releases)$/

const release: KeptRule = {
  topic: 'releases that a workflow makes',
  judge: (element) => {
    if (element.kind !== 'step') return undefined
    if (!RELEASE_ACTIONS.test(element.action) && !/\bgh release create\b/.test(element.run)) return undefined
    const name = textOf(element.source.content['name'])
    return [
      ...judged(
        'kept',
        tell`It makes its releases as before. GitHub starts no workflow for a release that a workflow's own token made, so none publishes images.`,
      ),
      ...judged(
        'by-hand',
        tell`To publish images after it, add to nx.json, among the options of the plugin: ${JSON.stringify({ workflows: { releaseWorkflows: [name] } })}, with a pattern for its tags in ${'releaseTags'}.`,
      ),
    ]
  },
}

const issue: KeptRule = {
  topic: 'issue for a failure',
  judge: (element) =>
    element.kind === 'step' && /create-issue|create-an-issue/.test(element.action)
      ? judged('kept', tell`It opens an issue of its own.`)
      : undefined,
}

/** All that hold are told. */
export const KEPT_RULES: readonly KeptRule[] = [
  schedule,
  called,
  branches,
  runner,
  container,
  loginShell,
  native,
  data,
  flags,
  release,
  issue,
]
