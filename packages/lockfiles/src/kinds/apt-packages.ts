import type { LockedPackage, LockfileKind, LockfileProblem } from '../lockfile.js'

/** Rules: https://www.debian.org/doc/debian-policy/ch-controlfields.html#source and #version; `*` is apt's own. */
const ENTRY = /^([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?(?:=([0-9A-Za-z.+~:*-]+))?$/

/** A list of Debian packages, `name` or `name=version`, separated by space or line ends; `#` begins a comment. */
export const aptPackages: LockfileKind = {
  kind: 'apt',
  reads: 'Debian packages, with their version where one is named',
  read(text, file) {
    const packages: LockedPackage[] = []
    const problems: LockfileProblem[] = []
    text.split('\n').forEach((raw, index) => {
      const line = index + 1
      for (const entry of raw.replace(/#.*/, '').split(/\s+/)) {
        if (entry === '') continue
        const [, name, version] = ENTRY.exec(entry) ?? []
        if (name === undefined) problems.push({ message: `'${entry.slice(0, 80)}' names no Debian package.`, place: { file, line } })
        else packages.push({ name, ...versionOf(version), source: 'Debian', line })
      }
    })
    return { packages, problems, facts: {} }
  },
}

function versionOf(written: string | undefined): Pick<LockedPackage, 'version' | 'constraint'> {
  if (written === undefined) return {}
  return written.includes('*') ? { constraint: `=${written}` } : { version: written }
}
