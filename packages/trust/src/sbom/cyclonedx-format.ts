import { Factories } from '@cyclonedx/cyclonedx-library/Contrib/License'
import { ComponentType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums'
import { Bom, Component, ComponentRepository, HashDictionary, Metadata, Property, Tools } from '@cyclonedx/cyclonedx-library/Models'
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize'
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec'
import parseExpression from 'spdx-expression-parse'
import { documentId } from './document-id.js'
import { imageUrlOf } from './package-url.js'
import { planComponents, type SbomComponent } from './plan-components.js'
import { renderCoverage, type SbomFacts } from './sbom-facts.js'
import type { SbomFormat } from './sbom-format.js'

const ALGORITHMS: Readonly<Record<string, HashAlgorithm>> = {
  md5: HashAlgorithm.MD5,
  sha1: HashAlgorithm['SHA-1'],
  sha256: HashAlgorithm['SHA-256'],
  sha384: HashAlgorithm['SHA-384'],
  sha512: HashAlgorithm['SHA-512'],
}

const licences = new Factories.LicenseFactory(parseExpression)

/** CycloneDX 1.6. https://cyclonedx.org/docs/1.6/json/ */
export const cycloneDx: SbomFormat = {
  name: 'cyclonedx',
  predicateType: 'https://cyclonedx.org/bom',
  plan(facts) {
    const bom = new Bom({ serialNumber: `urn:uuid:${documentId(facts)}`, metadata: createMetadata(facts) })
    for (const found of planComponents(facts.lockfiles)) {
      const component = createComponent(found)
      bom.components.add(component)
      bom.metadata.component?.dependencies.add(component.bomRef)
    }
    const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6))
    return JSON.parse(serializer.serialize(bom, { sortLists: true })) as object
  },
}

function createMetadata(facts: SbomFacts): Metadata {
  const { module, image, digest, key } = facts
  const url = imageUrlOf(facts)
  const root = new Component(ComponentType.Container, module, {
    version: digest ?? key,
    bomRef: url ?? `${image}:${key}`,
    ...(url === undefined ? {} : { purl: url }),
  })
  if (facts.licence !== undefined) root.licenses.add(licences.makeFromString(facts.licence))
  const metadata = new Metadata({ component: root })
  metadata.tools = new Tools({ components: new ComponentRepository([new Component(ComponentType.Application, 'module-images')]) })
  for (const property of propertiesOf(facts)) metadata.properties.add(property)
  return metadata
}

function propertiesOf(facts: SbomFacts): Property[] {
  const { covers, omits } = renderCoverage(facts)
  return [
    property('covers', covers),
    property('omits', omits),
    property('image', facts.image),
    property('content-key', facts.key),
    ...facts.platforms.map((platform) => property('platform', platform)),
    ...facts.bases.map((base) => property('base', base)),
    ...facts.lockfiles.flatMap(({ problems }) => problems.map((problem) => property('unread', problem))),
  ]
}

function createComponent(found: SbomComponent): Component {
  const { name, version, url, licence, constraint, commit, checksums, anyOf } = found
  const component = new Component(ComponentType.Library, name, { bomRef: found.ref, version, purl: url })
  if (licence !== undefined) component.licenses.add(licences.makeFromString(licence))
  component.hashes = new HashDictionary(checksums.flatMap((checksum) => hashOf(checksum)))
  const properties = [
    ...found.lockfiles.map((file) => property('lockfile', file)),
    ...(constraint === undefined ? [] : [property('constraint', constraint)]),
    ...(commit === undefined ? [] : [property('commit', commit)]),
    ...anyOf.map((checksum) => property('file', checksum)),
  ]
  for (const one of properties) component.properties.add(one)
  return component
}

function hashOf(checksum: string): [HashAlgorithm, string][] {
  const [name = '', digits = ''] = checksum.split(':', 2)
  const algorithm = ALGORITHMS[name]
  return algorithm === undefined ? [] : [[algorithm, digits]]
}

/** Names of properties: https://github.com/CycloneDX/cyclonedx-property-taxonomy */
function property(name: string, value: string): Property {
  return new Property(`module-images:${name}`, value)
}
