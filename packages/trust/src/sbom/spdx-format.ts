import { createHash } from 'node:crypto'
import parseExpression from 'spdx-expression-parse'
import { documentId } from './document-id.js'
import { imageUrlOf } from './package-url.js'
import { planComponents, type SbomComponent } from './plan-components.js'
import { renderCoverage, type SbomFacts } from './sbom-facts.js'
import type { SbomFormat } from './sbom-format.js'

/** The form asks for a time. None is known that is the same for every machine, and the same image is to get the same list. */
const NO_TIME = '1970-01-01T00:00:00Z'
const UNKNOWN = 'NOASSERTION'
const ROOT = 'SPDXRef-Image'

/**
 * SPDX 2.3. No library of its working group writes it in this language, and what is used of it is a flat list.
 * https://spdx.github.io/spdx-spec/v2.3/
 */
export const spdx: SbomFormat = {
  name: 'spdx',
  predicateType: 'https://spdx.dev/Document',
  plan(facts) {
    const { covers, omits } = renderCoverage(facts)
    const unread = facts.lockfiles.flatMap(({ problems }) => problems)
    const components = planComponents(facts.lockfiles).map((component) => ({ component, id: idOf(component) }))
    return {
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
      name: facts.module,
      documentNamespace: `urn:uuid:${documentId(facts)}`,
      creationInfo: { created: NO_TIME, creators: ['Tool: module-images'] },
      comment: [`Covers: ${covers}`, `Leaves out: ${omits}`, ...unread.map((problem) => `Not read: ${problem}`)].join('\n'),
      packages: [planImage(facts), ...components.map(({ component, id }) => planPackage(component, id))],
      relationships: [
        { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: ROOT },
        ...components.map(({ id }) => ({ spdxElementId: ROOT, relationshipType: 'CONTAINS', relatedSpdxElement: id })),
      ],
    }
  },
}

function planImage(facts: SbomFacts): object {
  const { image, module, digest, key, platforms } = facts
  return {
    SPDXID: ROOT,
    name: module,
    versionInfo: digest ?? key,
    primaryPackagePurpose: 'CONTAINER',
    ...COMMON,
    ...licenceOf(facts.licence),
    ...(digest === undefined ? {} : { checksums: checksumsOf([digest]) }),
    ...urlOf(imageUrlOf(facts)),
    comment: `Image ${image}, content key ${key}, for ${platforms.join(', ')}.`,
  }
}

function planPackage({ name, version, constraint, url, licence, commit, checksums, anyOf, lockfiles }: SbomComponent, id: string): object {
  const comment = [
    `Named by ${lockfiles.join(', ')}.`,
    ...(constraint === undefined ? [] : [`Asked for: ${constraint}.`]),
    ...(commit === undefined ? [] : [`Commit: ${commit}.`]),
    ...(anyOf.length === 0 ? [] : [`One of these files: ${anyOf.join(', ')}.`]),
  ]
  return {
    SPDXID: id,
    name,
    ...(version === undefined ? {} : { versionInfo: version }),
    ...COMMON,
    ...licenceOf(licence),
    ...(checksums.length === 0 ? {} : { checksums: checksumsOf(checksums) }),
    ...urlOf(url),
    comment: comment.join(' '),
  }
}

const COMMON = { downloadLocation: UNKNOWN, filesAnalyzed: false, licenseConcluded: UNKNOWN, copyrightText: UNKNOWN } as const

/** Letters, digits, dots and hyphens, so that the rest of the name is in a hash. */
function idOf({ ref, name }: SbomComponent): string {
  const hash = createHash('sha256').update(ref).digest('hex').slice(0, 12)
  return `SPDXRef-Package-${name.replaceAll(/[^A-Za-z0-9.]+/g, '-')}-${hash}`
}

function licenceOf(licence: string | undefined): object {
  if (licence === undefined) return { licenseDeclared: UNKNOWN }
  return isExpression(licence) ? { licenseDeclared: licence } : { licenseDeclared: UNKNOWN, licenseComments: licence }
}

function isExpression(text: string): boolean {
  try {
    parseExpression(text)
    return true
  } catch {
    return false
  }
}

function checksumsOf(checksums: readonly string[]): object[] {
  return checksums.map((checksum) => {
    const [algorithm = '', checksumValue] = checksum.split(':', 2)
    return { algorithm: algorithm.toUpperCase(), checksumValue }
  })
}

function urlOf(url: string | undefined): object {
  const reference = { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: url }
  return url === undefined ? {} : { externalRefs: [reference] }
}
