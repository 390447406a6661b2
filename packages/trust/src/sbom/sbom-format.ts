import type { SbomFacts } from './sbom-facts.js'

export type SbomFormatName = 'cyclonedx' | 'spdx'

/** One format of lists of contents: one file, and one entry in `SBOM_FORMATS`. */
export interface SbomFormat {
  readonly name: SbomFormatName
  /** Of an attestation that holds such a list. https://github.com/in-toto/attestation/tree/main/spec/predicates */
  readonly predicateType: string
  /** The document, which is JSON. */
  plan(facts: SbomFacts): object
}
