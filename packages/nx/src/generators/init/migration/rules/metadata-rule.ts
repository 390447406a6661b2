import { judged, type MigrationRule, type RuleJudgement } from '../model/migration-rule.js'
import { tell } from '../model/told.js'
import { type StepElement, textOf } from '../model/workflow-elements.js'

/** https://github.com/docker/metadata-action */
export const metadata: MigrationRule<StepElement> = {
  topic: 'tags and labels',
  judge: ({ action, with: inputs, path, source }) => {
    if (action !== 'docker/metadata-action') return undefined
    const at = (key: string, judgements: readonly RuleJudgement[]) =>
      judgements.map((judgement) => ({ ...judgement, line: source.lineOf([...path, ...key.split('.')]) }))
    return [
      ...at('tags' in inputs ? 'with.tags' : 'uses', tagJudgements(textOf(inputs['tags']))),
      ...at('uses', labelJudgements(textOf(inputs['labels']))),
    ]
  },
}

function tagJudgements(text: string): readonly RuleJudgement[] {
  const tags = text
    .split('\n')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && !tag.startsWith('#'))
  const isKept = (tag: string) => /^type=(?:semver|pep440|ref,event=tag)\b/.test(tag) || /\blatest\b/.test(tag)
  const kept = tags.filter(isKept)
  const lost = tags.filter((tag) => !isKept(tag))
  return [
    ...(kept.length === 0 && tags.length > 0
      ? []
      : judged(
          'kept',
          tell`The tag ${'latest'} on the default branch, and the tag of a release as it is, whatever ${kept.join('; ') || 'the defaults'} made of it.`,
        )),
    ...lostTags(lost),
  ]
}

export function lostTags(tags: readonly string[]): readonly RuleJudgement[] {
  if (tags.length === 0) return []
  return judged(
    'lost',
    tell`Tags by ${tags.join('; ')}. Every image has the tag ${'key-…'} of its content, which never moves; ${'tags'} in nx.json names more that follow the branch.`,
  )
}

function labelJudgements(own: string): readonly RuleJudgement[] {
  return [
    ...judged('kept', tell`The labels title, source, revision, created and version.`),
    ...judged(
      'lost',
      tell`The labels licenses, url and description of ${'org.opencontainers.image'}: set them with LABEL in the Dockerfile, or with ${'labels'} of the target docker-build.`,
    ),
    ...(own.trim() === '' ? [] : judged('lost', tell`Labels of your own: ${own.trim()}. Set them in the same way.`)),
  ]
}
