import { channelName, exactVersion, parseMatchSpec } from '../conda/match-spec.js'
import { readSelector } from '../conda/conda-selector.js'
import {
  commentOf,
  createLineOf,
  entriesOf,
  isList,
  itemsOf,
  readYaml,
  textOf,
  valueOf,
  type YamlNode,
} from '../documents/yaml-document.js'
import type { LockedPackage, LockfileContent, LockfileInclude, LockfileKind, LockfileProblem } from '../lockfile.js'
import { renderExcerpt } from '../source-address.js'
import { readRequirementLines } from './requirements.js'

/** What a conda environment asks for. Form: https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html */
export const condaEnvironment: LockfileKind = {
  kind: 'conda-environment',
  reads: 'conda and pip packages with the versions asked for, channels, platforms, selectors of conda-lock',
  read: (text, file) => readEnvironment(readYaml(text), file),
}

interface Found {
  readonly packages: LockedPackage[]
  readonly problems: LockfileProblem[]
  readonly includes: LockfileInclude[]
}

export function readEnvironment(root: YamlNode, file: string): LockfileContent {
  const lineOf = createLineOf(root)
  const found: Found = { packages: [], problems: [], includes: [] }
  const dependencies = valueOf(root, 'dependencies')
  // Other tools have files of this name.
  const unread =
    dependencies === undefined ? [{ message: 'It has no "dependencies": none of its packages are known.', place: { file, line: 1 } }] : []
  if (dependencies !== undefined && !isList(dependencies)) {
    found.problems.push({ message: '"dependencies" is no list.', place: { file, line: lineOf(dependencies) } })
  }
  for (const item of itemsOf(dependencies)) readDependency(item, { file, lineOf, found })
  const { packages, problems, includes } = found
  const channels = listOf(root, 'channels').map(channelName)
  return {
    packages,
    problems,
    unread,
    facts: { platforms: listOf(root, 'platforms'), channels, ...(includes.length === 0 ? {} : { includes }) },
  }
}

interface Reading {
  readonly file: string
  readonly lineOf: (node: YamlNode) => number
  readonly found: Found
}

function readDependency(item: YamlNode, { file, lineOf, found }: Reading): void {
  const line = lineOf(item)
  const written = textOf(item)
  const read = written === undefined ? undefined : readMatchSpec(written, line)
  const pip = entriesOf(item).filter(({ key }) => key === 'pip')
  if (read) found.packages.push({ ...read, ...selectorOf(item) })
  else if (entriesOf(item).length === 0) {
    const message =
      written === undefined ? 'This is not a package conda can read.' : `'${renderExcerpt(written)}' is not a package conda can read.`
    found.problems.push({ message, place: { file, line } })
  }
  for (const { value } of pip) readPip(value, { file, lineOf, found })
}

function readPip(list: YamlNode, { file, lineOf, found }: Reading): void {
  for (const item of itemsOf(list)) {
    const line = lineOf(item)
    const text = textOf(item)
    const read = readRequirementLines(text?.replaceAll('\n', ' ') ?? '', file)
    found.packages.push(...read.packages.map((one) => ({ ...one, manager: 'pip' as const, ...selectorOf(item), line })))
    found.includes.push(...read.includes.map((include) => ({ ...include, line })))
    found.problems.push(...read.problems.map(({ message }) => ({ message, place: { file, line } })))
  }
}

function listOf(root: YamlNode, key: string): string[] {
  return itemsOf(valueOf(root, key)).flatMap((item) => textOf(item) ?? [])
}

function selectorOf(item: YamlNode): Pick<LockedPackage, 'selector'> {
  const selector = readSelector(commentOf(item))
  return selector === undefined ? {} : { selector }
}

/** A match specification as a package that is asked for; nothing where conda refuses it. */
export function readMatchSpec(written: string, line: number): LockedPackage | undefined {
  const spec = parseMatchSpec(written)
  if (spec === undefined) return undefined
  const exact = exactVersion(spec)
  const version = exact === undefined ? (spec.version === undefined ? {} : { constraint: spec.version }) : { version: exact }
  return { name: spec.name, ...version, source: spec.channel ?? 'conda', manager: 'conda', line }
}
