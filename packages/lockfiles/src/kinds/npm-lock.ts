import { parseIntegrity } from '../checksum.js'
import { type Fields, fieldsOf, readJson, isNoText, stringOf } from '../documents/json-document.js'
import { BadLockfileError, type LockedPackage, type LockfileKind, type LockfileProblem } from '../lockfile.js'
import { PackageCollector } from '../package-collector.js'
import { renderName, renderSource } from '../source-address.js'

/** npm's lockfile. Form: https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
export const npmLock: LockfileKind = {
  kind: 'npm',
  reads: 'packages with version, registry, address or commit, linked folders left out (`lockfileVersion` 1 to 3)',
  read(text, file) {
    const { root, lineOf } = readJson(text)
    const version = root['lockfileVersion']
    if (version !== 1 && version !== 2 && version !== 3) {
      const message =
        version === undefined ? 'It has no "lockfileVersion".' : `Its lockfileVersion is ${JSON.stringify(version)}; 1 to 3 are read.`
      throw new BadLockfileError(message, lineOf('lockfileVersion'), undefined, Number.isInteger(version) && Number(version) > 3)
    }
    // Version 2 has both, the same in two forms.
    const section = version === 1 ? 'dependencies' : 'packages'
    const entries = fieldsOf(root[section])
    if (entries === undefined) {
      if (root[section] === undefined && version === 1) return { packages: [], problems: [], facts: {} }
      throw new BadLockfileError(`${JSON.stringify(section)} is no object.`, lineOf(section))
    }
    const reading: Reading = { file, packages: new PackageCollector(), problems: [] }
    for (const [key, value] of Object.entries(entries)) {
      const line = lineOf(section, key)
      if (version === 1) readDependency(key, value, line, reading)
      else readPackage(key, value, line, reading)
    }
    return { packages: reading.packages.list(), problems: reading.problems, facts: {} }
  },
}

interface Reading {
  readonly file: string
  readonly packages: PackageCollector
  readonly problems: LockfileProblem[]
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`, unless it says another name: an alias. Any other path is a folder of the project. */
function readPackage(path: string, value: unknown, line: number, reading: Reading): void {
  const at = path.lastIndexOf('node_modules/')
  const record = fieldsOf(value)
  if (record === undefined) return void addProblem(path, line, reading)
  if (at < 0 || record['link'] === true) return
  const name = stringOf(record['name']) ?? path.slice(at + 'node_modules/'.length)
  add(name, record, line, reading)
}

/** Of version 1, where dependencies hold dependencies. */
function readDependency(name: string, value: unknown, line: number, reading: Reading): void {
  const record = fieldsOf(value)
  if (record === undefined) return void addProblem(name, line, reading)
  const alias = /^npm:(.+)@([^@]+)$/.exec(stringOf(record['version']) ?? '')
  if (alias?.[1] === undefined) add(name, record, line, reading)
  else add(alias[1], { ...record, version: alias[2] }, line, reading)
  for (const [inner, entry] of Object.entries(fieldsOf(record['dependencies']) ?? {})) readDependency(inner, entry, line, reading)
}

function addProblem(name: string, line: number, { problems, file }: Reading): void {
  problems.push({ message: `The record of ${renderName(name)} is no object.`, place: { file, line } })
}

function add(name: string, record: Fields, line: number, { packages, problems, file }: Reading): void {
  const version = record['version']
  if (isNoText(version)) {
    problems.push({ message: `The version of ${renderName(name)} is no text.`, place: { file, line } })
    return
  }
  const checksums = parseIntegrity(stringOf(record['integrity']))
  const licence = stringOf(record['license'])
  packages.add({
    name,
    ...versionOf(stringOf(version)),
    ...sourceOf(name, stringOf(record['resolved']) ?? stringOf(version)),
    ...(licence === undefined ? {} : { licence }),
    ...(checksums.length === 0 ? {} : { files: [{ checksums }] }),
    line,
  })
}

/** Of version 1, the version of what comes from elsewhere is its address. */
function versionOf(written: string | undefined): Pick<LockedPackage, 'version'> {
  return written === undefined || /[/:]/.test(written) ? {} : { version: written }
}

function sourceOf(name: string, resolved: string | undefined): Pick<LockedPackage, 'source' | 'commit'> {
  if (resolved === undefined || !/[/:]/.test(resolved)) return { source: 'npm' }
  const commit = /^git[+:].*#([0-9a-f]{40})$|^github:.*#([0-9a-f]{40})$/.exec(resolved)
  const [registry, file] = resolved.split(`/${name}/-/`, 2)
  const source = file === undefined ? renderSource(resolved.split('#', 1)[0] ?? '') : registryOf(registry ?? '')
  const found = commit?.[1] ?? commit?.[2]
  return { source, ...(found === undefined ? {} : { commit: found }) }
}

/** npm's own registry has no name in a lockfile but its hosts. */
function registryOf(address: string): string {
  return /^https?:\/\/registry\.(?:npmjs|yarnpkg)\.\w+$/.test(address) ? 'npm' : renderSource(address)
}
