import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation'
import { Version } from '@cyclonedx/cyclonedx-library/Spec'
import { describe, expect, it } from 'vitest'
import type { SbomFacts } from './sbom-facts.js'
import { renderSbom, SBOM_FORMATS } from './sbom-formats.js'

const SHA = 'a'.repeat(64)
const FACTS: SbomFacts = {
  module: 'hello',
  image: 'registry.example/lab/hello',
  key: 'k'.repeat(64),
  digest: `sha256:${'d'.repeat(64)}`,
  platforms: ['linux/amd64', 'linux/arm64'],
  bases: ['debian:trixie'],
  licence: 'BSD-3-Clause',
  lockfiles: [
    {
      file: 'renv.lock',
      kind: 'renv',
      packages: [
        { name: 'optparse', version: '1.7.5', source: 'CRAN', licence: 'GPL (>= 2)', line: 1 },
        { name: 'a\u001b[31m<b>', version: '1\u202e', source: 'CRAN', line: 2 },
      ],
      problems: ['renv.lock:9: It cannot be read.'],
    },
    {
      file: 'conda-lock.yml',
      kind: 'conda-lock',
      packages: [
        {
          name: 'zlib',
          version: '1.3.1',
          source: 'conda-forge',
          manager: 'conda',
          licence: 'Zlib',
          files: [
            { checksums: [`md5:${'b'.repeat(32)}`, `sha256:${SHA}`], build: 'h6_0', subdir: 'linux-64' },
            { checksums: [`sha256:${'c'.repeat(64)}`], build: 'h6_0', subdir: 'linux-aarch64' },
          ],
          line: 1,
        },
      ],
      problems: [],
    },
    {
      file: 'requirements.txt',
      kind: 'requirements',
      packages: [
        {
          name: 'numpy',
          version: '2.2.4',
          source: 'PyPI',
          files: [{ checksums: [`sha256:${SHA}`] }, { checksums: [`sha256:${'b'.repeat(64)}`] }],
          line: 1,
        },
        { name: 'tabulate', constraint: '>=0.9', source: 'PyPI', line: 2 },
      ],
      problems: [],
    },
    { file: 'yarn.lock', kind: undefined, packages: [], problems: ['yarn.lock:1: Files of this name are not read.'] },
  ],
}

interface CycloneDx {
  readonly metadata: { readonly properties: readonly { readonly name: string; readonly value: string }[]; readonly component: object }
  readonly components: readonly {
    readonly name: string
    readonly purl?: string
    readonly hashes?: readonly object[]
    readonly licenses?: object
  }[]
}
interface Spdx {
  readonly comment: string
  readonly packages: readonly Record<string, unknown>[]
  readonly relationships: readonly object[]
}
const read = <T>(name: 'cyclonedx' | 'spdx', facts = FACTS) => JSON.parse(renderSbom(facts, name)) as T

it.each(SBOM_FORMATS)('$name gives the same bytes for the same facts, others for others, and none that a terminal obeys', ({ name }) => {
  const text = renderSbom(FACTS, name)
  expect(renderSbom(structuredClone(FACTS), name)).toBe(text)
  expect(renderSbom({ ...FACTS, digest: undefined }, name)).not.toBe(text)
  expect(text).not.toMatch(/[\u001b\u202e]/)
  expect(text).toContain('numpy')
})

describe('CycloneDX', () => {
  it('is what the schema asks for', async () => {
    expect(await new JsonStrictValidator(Version.v1dot6).validate(renderSbom(FACTS, 'cyclonedx'))).toBeNull()
    expect(
      await new JsonStrictValidator(Version.v1dot6).validate(renderSbom({ ...FACTS, lockfiles: [], digest: undefined }, 'cyclonedx')),
    ).toBeNull()
  })

  it('names the image, what the list covers and what it leaves out', () => {
    const { metadata } = read<CycloneDx>('cyclonedx')
    expect(metadata.component).toEqual({
      type: 'container',
      name: 'hello',
      version: FACTS.digest,
      licenses: [{ license: { id: 'BSD-3-Clause' } }],
      'bom-ref': expect.stringMatching(/^pkg:oci\/hello@sha256:d+\?/) as string,
      purl: `pkg:oci/hello@sha256:${'d'.repeat(64)}?repository_url=registry.example%2Flab%2Fhello`,
    })
    const properties = new Map(metadata.properties.map(({ name, value }) => [name, value]))
    expect(properties.get('module-images:covers')).toMatch(/: renv\.lock, conda-lock\.yml, requirements\.txt, yarn\.lock\.$/)
    expect(properties.get('module-images:omits')).toMatch(/apt-get.*Base images: debian:trixie\.$/)
    expect(metadata.properties.filter(({ name }) => name === 'module-images:unread').map(({ value }) => value)).toEqual([
      'renv.lock:9: It cannot be read.',
      'yarn.lock:1: Files of this name are not read.',
    ])
  })

  it('has a checksum where one file is installed, and lists those that pip chooses from', () => {
    const { components } = read<CycloneDx>('cyclonedx')
    expect(components.filter(({ name }) => name === 'zlib').map(({ purl, hashes }) => [purl, hashes?.length])).toEqual([
      ['pkg:conda/zlib@1.3.1?build=h6_0&channel=conda-forge&subdir=linux-64', 2],
      ['pkg:conda/zlib@1.3.1?build=h6_0&channel=conda-forge&subdir=linux-aarch64', 1],
    ])
    expect(components.find(({ name }) => name === 'numpy')).toEqual({
      type: 'library',
      name: 'numpy',
      version: '2.2.4',
      'bom-ref': `pkg:pypi/numpy@2.2.4#sha256:${SHA}`,
      purl: 'pkg:pypi/numpy@2.2.4',
      properties: [
        { name: 'module-images:file', value: `sha256:${SHA}` },
        { name: 'module-images:file', value: `sha256:${'b'.repeat(64)}` },
        { name: 'module-images:lockfile', value: 'requirements.txt' },
      ],
    })
    expect(components.find(({ name }) => name === 'optparse')?.licenses).toEqual([{ license: { name: 'GPL (>= 2)' } }])
  })
})

describe('SPDX', () => {
  it('describes the image, which contains each package', () => {
    const { packages, relationships, comment } = read<Spdx>('spdx')
    const ids = packages.map(({ SPDXID }) => SPDXID)
    expect(ids).toHaveLength(7)
    expect(new Set(ids).size).toBe(7)
    for (const id of ids) expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/)
    expect(relationships).toEqual([
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-Image' },
      ...ids.slice(1).map((id) => ({ spdxElementId: 'SPDXRef-Image', relationshipType: 'CONTAINS', relatedSpdxElement: id })),
    ])
    expect(comment).toMatch(/^Covers: .*\nLeaves out: .*\nNot read: renv\.lock:9: It cannot be read\.\nNot read: yarn/)
  })

  it('says of a package what its lockfile says', () => {
    const { packages } = read<Spdx>('spdx')
    expect(packages.find(({ name }) => name === 'optparse')).toMatchObject({
      versionInfo: '1.7.5',
      licenseDeclared: 'NOASSERTION',
      licenseComments: 'GPL (>= 2)',
      comment: 'Named by renv.lock.',
    })
    expect(packages.find(({ name }) => name === 'zlib')).toMatchObject({
      licenseDeclared: 'Zlib',
      checksums: [
        { algorithm: 'MD5', checksumValue: 'b'.repeat(32) },
        { algorithm: 'SHA256', checksumValue: SHA },
      ],
    })
    expect(packages.find(({ name }) => name === 'tabulate')?.['comment']).toBe('Named by requirements.txt. Asked for: >=0.9.')
  })
})
