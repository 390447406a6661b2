import { judged, type MigrationRule, type RuleJudgement } from '../model/migration-rule.js'
import { tell } from '../model/told.js'
import { type StepElement, textOf } from '../model/workflow-elements.js'
import { lostTags } from './metadata-rule.js'

/** Inputs that say what a build is about, which the Dockerfile and its folder do now, or that are nobody's concern. */
const SAID_ELSEWHERE = new Set(['context', 'push', 'labels', 'load', 'builder', 'pull', 'annotations'])

/** Inputs that a module sets as an option of its docker-build, by the option's name. */
const MODULE_OPTIONS: Readonly<Record<string, string>> = {
  'build-args': 'buildArgs',
  target: 'target',
  secrets: 'secrets',
  'secret-files': 'secrets',
  'secret-envs': 'secrets',
  platforms: 'platforms',
  provenance: 'provenance',
  sbom: 'sbom',
  'no-cache': 'noCache',
  network: 'network',
  ssh: 'ssh',
}

/** https://github.com/docker/build-push-action */
export const buildStep: MigrationRule<StepElement> = {
  topic: 'builds',
  judge: ({ action, run, name, with: inputs, path, source }) => {
    if (/\bdocker (?:buildx )?build\b|\bdocker push\b/.test(run)) return judgeCommand(name || run, run)
    if (action !== 'docker/build-push-action') return undefined
    return Object.entries(inputs).flatMap(([input, value]) =>
      judgeInput(input, textOf(value)).map((judgement) => ({ ...judgement, line: source.lineOf([...path, 'with', input]) })),
    )
  },
}

/** What a command builds with is said by the module; without flags there is nothing to say. */
function judgeCommand(name: string, run: string): readonly RuleJudgement[] {
  if (!/\s--(?:build-arg|target|platform|secret|file|ssh|network|label)\b|\s-f\s/.test(run)) return []
  return judged('by-hand', tell`The build by a command, ${name}: set what its flags say as options of the target docker-build.`)
}

function judgeInput(input: string, value: string): readonly RuleJudgement[] {
  if (SAID_ELSEWHERE.has(input) || value === 'false') return []
  if (input === 'tags') return lostTags(writtenTags(value))
  if (input === 'cache-from' || input === 'cache-to') return cacheJudgement(input, value)
  if (input === 'file')
    return /(?:^|\/)Dockerfile$/.test(value)
      ? []
      : judged('by-hand', tell`The file ${value}: a module's is called Dockerfile, and lies in its folder.`)
  const option = MODULE_OPTIONS[input]
  return option === undefined
    ? judged('lost', tell`The input ${input} of the build: ${value}.`)
    : judged('by-hand', tell`Set ${option} under targets, docker-build, options in project.json of the module: ${value}.`)
}

/** Tags written out, but for `latest`, which every push moves; those of docker/metadata-action are judged where that makes them. */
function writtenTags(value: string): string[] {
  const references = value.split(/[\n,]/).map((line) => line.trim())
  const tags = references.flatMap((reference) => /:((?:\$\{\{[^}]*\}\}|[^:/\s])+)$/.exec(reference)?.[1] ?? [])
  return [...new Set(tags)].filter((tag) => tag !== 'latest')
}

function cacheJudgement(input: string, value: string): readonly RuleJudgement[] {
  return judged(
    'kept',
    tell`A layer cache, in the registry in place of ${`${input}: ${value}`}: pushes write it, pull requests only read it (${'layerCache'}), or have one of their own as well (${'pullRequestLayers'}).`,
  )
}
