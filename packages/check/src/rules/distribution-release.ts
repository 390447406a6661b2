import { parseImageReference } from '@module-images/core'
import type { BuildCheckFacts } from '../check-facts.js'

/** Code names of releases by their numbers, for bases that give the number. Sources: https://wiki.debian.org/DebianReleases, https://wiki.ubuntu.com/Releases */
const UBUNTU: Readonly<Record<string, string>> = {
  '14.04': 'trusty',
  '16.04': 'xenial',
  '18.04': 'bionic',
  '20.04': 'focal',
  '22.04': 'jammy',
  '24.04': 'noble',
  '25.04': 'plucky',
  '25.10': 'questing',
}
const DEBIAN: Readonly<Record<string, string>> = {
  '8': 'jessie',
  '9': 'stretch',
  '10': 'buster',
  '11': 'bullseye',
  '12': 'bookworm',
  '13': 'trixie',
}
const NAMES = new Set([...Object.values(UBUNTU), ...Object.values(DEBIAN)])

/** Whether a word is the code name of a release of Debian or Ubuntu. */
export function isRelease(word: string): boolean {
  return NAMES.has(word)
}

/** Code name of the release that a stage stands on, where the name of its base says it. */
export function releaseOfStage(build: BuildCheckFacts, stage: number): { release: string; reference: string } | undefined {
  const base = build.stageBases[stage]
  const release = base?.kind === 'external' ? releaseOf(base.reference) : undefined
  return base === undefined || release === undefined ? undefined : { release, reference: base.reference }
}

function releaseOf(reference: string): string | undefined {
  const { repository, tag = '' } = parseImageReference(reference)
  const named = tag.split(/[-_.]/).filter(isRelease)
  if (named.length > 0) return named.length === 1 ? named[0] : undefined
  if (repository === 'library/debian') return DEBIAN[/^\d+/.exec(tag)?.[0] ?? '']
  const [, major = '', minor = ''] = (repository === 'library/ubuntu' ? /^(\d\d)\.(\d\d)/ : /ubuntu-?(\d\d)\.?(\d\d)(?!\d)/).exec(tag) ?? []
  return UBUNTU[`${major}.${minor}`]
}
