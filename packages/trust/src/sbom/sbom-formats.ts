import { renderJson } from '@module-images/core'
import { cycloneDx } from './cyclonedx-format.js'
import type { SbomFacts } from './sbom-facts.js'
import type { SbomFormat, SbomFormatName } from './sbom-format.js'
import { spdx } from './spdx-format.js'

/** The first is what is written where nobody asks for another. */
export const SBOM_FORMATS: readonly SbomFormat[] = [cycloneDx, spdx]

/** A list of contents as a file; the same facts give the same bytes. */
export function renderSbom(facts: SbomFacts, name: SbomFormatName): string {
  return `${renderJson(findSbomFormat(name).plan(facts), 2)}\n`
}

/** @throws Error for a name that is none */
export function findSbomFormat(name: SbomFormatName): SbomFormat {
  const format = SBOM_FORMATS.find((one) => one.name === name)
  if (format === undefined) throw new Error(`No format ${name}`)
  return format
}
