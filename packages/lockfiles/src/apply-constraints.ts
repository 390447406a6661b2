import type { LockedPackage } from './lockfile.js'

/**
 * Packages with the versions that constraints pin: pip installs nothing for a constraint, and takes its version for what others ask for.
 * Rules: https://pip.pypa.io/en/stable/user_guide/#constraints-files
 */
export function applyConstraints(packages: readonly LockedPackage[], constraints: readonly LockedPackage[]): readonly LockedPackage[] {
  const versions = new Map(
    constraints.flatMap(({ name, version }) => (version === undefined ? [] : [[normalizeName(name), version] as const])),
  )
  if (versions.size === 0) return packages
  return packages.map((item) => {
    const version = item.version ?? (item.source === 'PyPI' ? versions.get(normalizeName(item.name)) : undefined)
    return version === undefined ? item : { ...item, version }
  })
}

/** https://packaging.python.org/en/latest/specifications/name-normalization/ */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}
