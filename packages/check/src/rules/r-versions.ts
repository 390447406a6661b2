import { parseImageReference } from '@module-images/core'
import type { BuildCheckFacts } from '../check-facts.js'
import { targetStage } from './target-line.js'

/** What a base's name says of its R; parts it does not say are left out. */
export interface BaseVersions {
  readonly reference: string
  readonly line: number
  /** `major.minor`. */
  readonly r?: string | undefined
  readonly bioconductor?: string | undefined
}

/** R of each Bioconductor release. Source: https://bioconductor.org/about/release-announcements/ */
const R_OF_BIOCONDUCTOR: ReadonlyMap<string, string> = new Map([
  ['3.10', '3.6'],
  ['3.11', '4.0'],
  ['3.12', '4.0'],
  ['3.13', '4.1'],
  ['3.14', '4.1'],
  ['3.15', '4.2'],
  ['3.16', '4.2'],
  ['3.17', '4.3'],
  ['3.18', '4.3'],
  ['3.19', '4.4'],
  ['3.20', '4.4'],
  ['3.21', '4.5'],
  ['3.22', '4.5'],
])

/** R that a Bioconductor release is for; none for a release not known here. */
export function rOfBioconductor(release: string): string | undefined {
  return R_OF_BIOCONDUCTOR.get(release)
}

/** `4.4.1` as `4.4`: R keeps packages apart by that alone. */
export function minorVersion(version: string): string | undefined {
  return /^\d+\.\d+/.exec(version)?.[0]
}

/** The base of the image, where its name says which R or Bioconductor it holds. */
export function baseVersions(build: BuildCheckFacts): BaseVersions | undefined {
  const base = build.stageBases[targetStage(build)]
  if (base?.kind !== 'external') return undefined
  const { repository, tag = '' } = parseImageReference(base.reference)
  const found = { reference: base.reference, line: base.line }
  if (/^bioconductor\/[a-z_-]+$/.test(repository)) {
    const release = /^(?:RELEASE_)?(3)[._](\d+)(?:-|$)/.exec(tag)
    const bioconductor = release ? `3.${release[2] ?? ''}` : undefined
    const r = /-R-(\d+\.\d+)/.exec(tag)?.[1] ?? (bioconductor === undefined ? undefined : rOfBioconductor(bioconductor))
    return bioconductor === undefined ? undefined : { ...found, bioconductor, r }
  }
  const holdsR =
    /^(?:rocker|rocker-org)\/(?:r-ver|rstudio|tidyverse|verse|geospatial|shiny|shiny-verse|r-base|ml|ml-verse)$|^library\/r-base$/.test(
      repository,
    )
  const r = holdsR ? /^(\d+\.\d+)(?:\.\d+)?(?:-|$)/.exec(tag)?.[1] : undefined
  return r === undefined ? undefined : { ...found, r }
}
