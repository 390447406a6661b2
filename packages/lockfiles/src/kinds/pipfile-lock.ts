import { filesByChecksum } from '../checksum.js'
import { type Fields, fieldsOf, readJson, isNoText, stringOf } from '../documents/json-document.js'
import type { LockedPackage, LockfileKind, LockfileProblem } from '../lockfile.js'
import { renderIndex, renderName, renderSource } from '../source-address.js'

/** `_meta` and `default` alone need be there. */
const META = '_meta'

/** Pipenv's lockfile: a section for each category of packages. Form: https://pipenv.pypa.io/en/latest/pipfile.html and pipenv/project.py of https://github.com/pypa/pipenv */
export const pipfileLock: LockfileKind = {
  kind: 'pipfile',
  reads: 'packages of all categories with version, index, address or commit, and their markers',
  read(text, file) {
    const { root, lineOf } = readJson(text)
    const problems: LockfileProblem[] = []
    const packages = new Map<string, LockedPackage>()
    const problem = (message: string, line: number) => problems.push({ message, place: { file, line } })
    const indexes = indexesOf(fieldsOf(root[META]))
    if (root['default'] === undefined) problem('It has no "default".', 1)
    for (const section of Object.keys(root).filter((name) => name !== META)) {
      const entries = fieldsOf(root[section])
      if (entries === undefined) problem(`${renderName(section)} is no object.`, lineOf(section))
      for (const [name, value] of Object.entries(entries ?? {})) {
        const line = lineOf(section, name)
        const found = readPackage(value, indexes)
        // What two categories have is installed once.
        const key = JSON.stringify([name, found?.version])
        if (found === undefined) problem(`The record of ${renderName(name)} is no package.`, line)
        else if (!packages.has(key)) packages.set(key, { name, ...found, line })
      }
    }
    return { packages: [...packages.values()], problems, facts: {} }
  },
}

function indexesOf(meta: Fields | undefined): ReadonlyMap<string, string> {
  const sources = Array.isArray(meta?.['sources']) ? (meta['sources'] as unknown[]) : []
  return new Map(
    sources.flatMap((item) => {
      const [name, url] = [stringOf(fieldsOf(item)?.['name']), stringOf(fieldsOf(item)?.['url'])]
      return name === undefined || url === undefined ? [] : [[name, url] as const]
    }),
  )
}

function readPackage(value: unknown, indexes: ReadonlyMap<string, string>): Omit<LockedPackage, 'name' | 'line'> | undefined {
  const record = fieldsOf(value)
  if (record === undefined || isNoText(record['version'])) return undefined
  const [asked, markers, commit] = [stringOf(record['version']), stringOf(record['markers']), stringOf(record['ref'])]
  const exact = /^={2,3}([^\s,*]+)$/.exec(asked ?? '')?.[1]
  return {
    ...(exact !== undefined ? { version: exact } : asked === undefined || asked === '*' ? {} : { constraint: asked }),
    source: sourceOf(record, indexes),
    ...(markers === undefined ? {} : { marker: markers }),
    ...(commit === undefined ? {} : { commit }),
    ...filesByChecksum(Array.isArray(record['hashes']) ? (record['hashes'] as unknown[]).map(stringOf) : []),
  }
}

const ELSEWHERE = ['git', 'hg', 'svn', 'bzr', 'file', 'path'] as const

function sourceOf(record: Fields, indexes: ReadonlyMap<string, string>): string {
  const kind = ELSEWHERE.find((name) => stringOf(record[name]) !== undefined)
  if (kind === undefined) return renderIndex(indexes.get(stringOf(record['index']) ?? ''))
  const address = renderSource(stringOf(record[kind]) ?? '')
  return kind === 'git' ? `git+${address}` : address
}
