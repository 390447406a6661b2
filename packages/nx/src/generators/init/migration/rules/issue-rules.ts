import { judged, type MigrationRule, workflowOption } from '../model/migration-rule.js'
import { tell } from '../model/told.js'
import { type StepElement, textOf } from '../model/workflow-elements.js'

type StepRule = MigrationRule<StepElement>

const ISSUE_ACTIONS: Readonly<Record<string, { readonly template: string }>> = {
  'peter-evans/create-issue-from-file': { template: 'content-filepath' },
  'JasonEtco/create-an-issue': { template: 'filename' },
}

export const issueFromFile: StepRule = {
  topic: 'issue for a failure',
  judge: ({ action, with: inputs }) => {
    const known = ISSUE_ACTIONS[action]
    if (known === undefined) return undefined
    const [template, title] = [textOf(inputs[known.template]).trim(), textOf(inputs['title'])]
    const labels = textOf(inputs['labels'])
      .split(/[\n,]/)
      .map((label) => label.trim())
      .filter((label) => label !== '')
    return [
      ...judged(
        'kept',
        tell`An issue for a failed release, refresh or scheduled run, from ${template || 'no template'} with the labels ${labels.join(', ') || 'none'}.`,
        ...(template === '' ? [] : [workflowOption('issueTemplate', template)]),
        ...(labels.length === 0 ? [] : [workflowOption('issueLabels', labels)]),
      ),
      ...(title === ''
        ? []
        : judged('changed', tell`The title of that issue, ${title}: generated workflows have their own, and renew one issue.`)),
    ]
  },
}

export const issueByCommand: StepRule = {
  topic: 'issue for a failure',
  judge: ({ action, run, name }) =>
    /\bgh issue create\b/.test(run) || /create-issue/.test(action)
      ? judged(
          'by-hand',
          tell`${name || 'A step'} opens an issue: generated workflows open one too. Give its labels and template in ${'issueLabels'} and ${'issueTemplate'}.`,
        )
      : undefined,
}
