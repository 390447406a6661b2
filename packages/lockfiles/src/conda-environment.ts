import { readSelector } from './conda-selector.js'
import type { LockedPackage, LockfileKind, LockfileProblem } from './lockfile.js'
import { requirements } from './requirements.js'
import { commentOf, createLineOf, entriesOf, itemsOf, readYaml, textOf, valueOf, type YamlNode } from './yaml-document.js'

/** What a conda environment asks for. Form: https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html */
export const condaEnvironment: LockfileKind = {
  kind: 'conda-environment',
  fileName: 'environment.yml',
  read(text, file) {
    const root = readYaml(text)
    const lineOf = createLineOf(root)
    const packages: LockedPackage[] = []
    const problems: LockfileProblem[] = []
    const dependencies = valueOf(root, 'dependencies')
    if (dependencies === undefined) problems.push({ message: 'It has no "dependencies".', place: { file, line: 1 } })
    for (const item of itemsOf(dependencies)) {
      const line = lineOf(item)
      const written = textOf(item)
      const nested = entriesOf(item)
      const read = written === undefined ? undefined : readMatchSpec(written, line)
      if (read) packages.push({ ...read, ...selectorOf(item) })
      else if (nested.length === 0) problems.push({ message: 'This is not a package conda can read.', place: { file, line } })
      const pip = nested.filter(({ key }) => key === 'pip').flatMap(({ value }) => readPip(value, file, lineOf))
      for (const found of pip) packages.push(found)
    }
    return { packages, problems, facts: { platforms: listOf(root, 'platforms'), channels: listOf(root, 'channels') } }
  },
}

function listOf(root: YamlNode, key: string): string[] {
  return itemsOf(valueOf(root, key)).flatMap((item) => textOf(item) ?? [])
}

function readPip(list: YamlNode, file: string, lineOf: (node: YamlNode) => number): LockedPackage[] {
  return itemsOf(list).flatMap((item) => {
    const text = textOf(item)
    if (text === undefined) return []
    const { packages } = requirements.read(text.replaceAll('\n', ' '), file)
    return packages.map((found) => ({ ...found, ...selectorOf(item), line: lineOf(item) }))
  })
}

function selectorOf(item: YamlNode): Pick<LockedPackage, 'selector'> {
  const selector = readSelector(commentOf(item))
  return selector === undefined ? {} : { selector }
}

/**
 * A match specification: `channel::name=1.2`, `name 1.2.*`, `name[version='>=1']`.
 * Rules: https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html#package-match-specifications
 */
export function readMatchSpec(written: string, line: number): LockedPackage | undefined {
  const [, channel, name, rest = ''] = /^(?:([^\s:]+)::)?([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(.*)$/.exec(written.trim()) ?? []
  if (name === undefined) return undefined
  const bracket = /^\[.*\bversion\s*=\s*["']?([^"'\]]+)/.exec(rest)?.[1]
  const asked = bracket ?? rest
  // One `=` is a prefix, two are one version; a third part is the build.
  const exact = /^==\s*([^\s=,|*<>!~]+)$/.exec(asked)?.[1] ?? /^=?\s*([^\s=,|*<>!~]+)\s*=\s*[^\s=,|*]+$/.exec(asked)?.[1]
  const version = exact === undefined ? (asked === '' ? {} : { constraint: asked }) : { version: exact }
  return { name: name.toLowerCase(), ...version, source: channel ?? 'conda', line }
}
