import { describe, expect, it } from 'vitest'
import { type ImageDetails, ModuleImagesError } from '@module-images/core'
import type { CatalogueFacts, CatalogueModuleFacts, CataloguePackage, SafeHtml } from './catalogue-facts.js'
import { planCatalogue } from './plan-catalogue.js'
import { compareVersions } from './compare-versions.js'
import { planSearch } from './plan-packages.js'
import { createSourceLinks } from './source-links.js'

const COMMIT = 'c'.repeat(40)
const digest = (letter: string) => `sha256:${letter.repeat(64)}`

function details(letter: string, layers: string, labels: Record<string, string> = {}): ImageDetails {
  const blobs = [...layers].map((layer) => ({ digest: digest(layer), size: 100 }))
  const platform = { platform: 'linux/amd64', digest: digest(letter), config: { digest: digest('0'), size: 1 }, layers: blobs }
  return { digest: digest(letter), platforms: [{ ...platform, created: '2026-01-02T03:04:05Z', labels }] }
}

function moduleFacts(name: string, change: Partial<CatalogueModuleFacts> = {}): CatalogueModuleFacts {
  const nothing = { error: undefined, releases: [], bases: [], readme: undefined, citation: { authors: [] }, lockfiles: [] }
  const image = `example.org/p/${name}`
  return { name, root: `modules/${name}`, image, active: true, contentTag: 'key-0', published: { kind: 'missing' }, ...nothing, ...change }
}

const facts = (...modules: CatalogueModuleFacts[]): CatalogueFacts => ({
  registry: 'example.org/p',
  made: 1,
  commit: COMMIT,
  dirty: false,
  repository: { page: 'https://github.com/o/r', folder: '', submodules: [] },
  runTarget: 'docker-run',
  modules,
})

const present = (current: boolean, behind: readonly string[] = []) =>
  ({ kind: 'present', current, details: details('a', '12'), tags: ['latest'], behind }) as const

describe('planCatalogue', () => {
  it('links to sources below the folder of the workspace, and to none in a submodule', () => {
    const repository = { page: 'https://github.com/o/r', folder: 'work', submodules: ['modules/sub', 'group'] }
    const modules = [moduleFacts('a'), moduleFacts('sub'), moduleFacts('subway'), moduleFacts('in', { root: 'group/in' })]
    expect(planCatalogue({ ...facts(...modules), repository }).modules.map(({ name, sourceUrl }) => [name, sourceUrl])).toEqual([
      ['a', `https://github.com/o/r/tree/${COMMIT}/work/modules/a`],
      ['in', null],
      ['sub', null],
      ['subway', `https://github.com/o/r/tree/${COMMIT}/work/modules/subway`],
    ])
  })

  it('puts everything about a published module together', () => {
    const revision = 'd'.repeat(40)
    const labels = { 'org.opencontainers.image.revision': revision, 'org.opencontainers.image.description': 'An example' }
    const base = moduleFacts('base', { published: { kind: 'present', current: true, details: details('b', '12'), tags: [], behind: [] } })
    const child = moduleFacts('child', {
      published: { kind: 'present', current: true, details: details('a', '123', labels), tags: ['v1'], behind: [] },
      bases: [
        { kind: 'module', reference: 'example.org/p/base', module: 'base', line: 1 },
        { kind: 'external', reference: 'debian:12', digest: digest('e'), locked: '2026-05-06T00:00:00Z', line: 2 },
      ],
      readme: { html: '<p>x</p>' as SafeHtml, summary: 'Of the README' },
      citation: { authors: ['Ann Doe'], licence: 'MIT' },
      lockfiles: [{ file: 'renv.lock', packages: [{ name: 'Seurat', version: '5', source: 'CRAN' }], problems: ['x:1: bad'] }],
    })
    const [planned, other] = planCatalogue(facts(child, base)).modules.toReversed()
    expect(other?.usedBy).toEqual(['child'])
    expect(planned).toEqual({
      name: 'child',
      root: 'modules/child',
      image: 'example.org/p/child',
      state: 'published',
      why: '',
      summary: 'An example',
      contentTag: 'key-0',
      published: {
        digest: digest('a'),
        tags: ['v1'],
        commit: revision,
        commitUrl: `https://github.com/o/r/commit/${revision}`,
        platforms: [
          {
            platform: 'linux/amd64',
            size: 301,
            created: '2026-01-02T03:04:05.000Z',
            layers: [
              { size: 100, instruction: '' },
              { size: 100, instruction: '' },
              { size: 100, instruction: '' },
            ],
            shared: [2, 'base'],
          },
        ],
      },
      releases: [],
      bases: [
        { reference: 'example.org/p/base', module: 'base', digest: null, date: '2026-01-02T03:04:05.000Z', dateOf: 'built' },
        { reference: 'debian:12', module: null, digest: digest('e'), date: '2026-05-06T00:00:00.000Z', dateOf: 'locked' },
      ],
      usedBy: [],
      sourceUrl: `https://github.com/o/r/tree/${revision}/modules/child`,
      lockfiles: [{ file: 'renv.lock', packages: [{ name: 'Seurat', version: '5', source: 'CRAN' }], problems: ['x:1: bad'] }],
      readme: '<p>x</p>',
      citation: { authors: ['Ann Doe'], licence: 'MIT' },
      licence: 'MIT',
    })
  })

  it.each<[string, Partial<CatalogueModuleFacts>, string]>([
    ['published', { published: present(true) }, ''],
    ['behind', { published: present(false, ['v1']) }, 'This checkout differs from the image that is published.'],
    ['behind', { published: present(true, ['latest']) }, 'The image of this checkout is published; latest does not name it yet.'],
    ['unpublished', {}, 'The registry has no image of it yet.'],
    ['unknown', { published: { kind: 'unknown', reason: 'down' } }, 'down'],
    ['inactive', { active: false, published: present(true) }, 'Builds on a laptop; CI leaves it alone.'],
    [
      'broken',
      {
        active: false,
        error: new ModuleImagesError({ code: 'x', kind: 'input', message: 'Bad.', place: { file: 'Dockerfile', line: 3 } }),
      },
      'Dockerfile:3: Bad.',
    ],
  ])('knows the state %s', (state, change, why) => {
    expect(planCatalogue(facts(moduleFacts('a', change))).modules[0]).toMatchObject({ state, why })
  })

  it('holds each version once, the newest first, and for the search those of most modules first', () => {
    const lockfile = (...packages: [string, string][]) => ({
      lockfiles: [
        { file: 'l', packages: packages.map(([name, version]): CataloguePackage => ({ name, version, source: 'CRAN' })), problems: [] },
      ],
    })
    const data = planCatalogue(
      facts(
        moduleFacts('a', lockfile(['rare', '1'], ['common', '1.9'], ['common', '1.9'])),
        moduleFacts('b', lockfile(['common', '1.10'])),
        moduleFacts('c'),
      ),
    )
    expect(data.packages).toEqual([
      {
        name: 'common',
        versions: [
          { version: '1.10', source: 'CRAN', modules: ['b'] },
          { version: '1.9', source: 'CRAN', modules: ['a'] },
        ],
      },
      { name: 'rare', versions: [{ version: '1', source: 'CRAN', modules: ['a'] }] },
    ])
    expect(planSearch(data.modules, data.packages)).toEqual({
      sources: ['CRAN'],
      modules: ['a', 'b', 'c'],
      packages: [
        ['common', '1.10', 0, '1', '1.9', 0, '0'],
        ['rare', '1', 0, '0'],
      ],
    })
  })

  it.each([
    ['/bin/sh -c #(nop) ADD file:0 in / ', 'ADD file:0 in /'],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['RUN |2 A=1 B=x y /bin/sh -c make\t&&  true # buildkit', 'RUN make && true'],
    ["RUN /bin/bash -o pipefail -c Rscript -e 'x' # buildkit", "RUN Rscript -e 'x'"],
    ['COPY . /app # buildkit', 'COPY . /app'],
  ])('names a layer by its instruction: %s', (written, instruction) => {
    const image = details('a', '1')
    const named = { ...image, platforms: image.platforms.map((platform) => ({ ...platform, instructions: [written] })) }
    const { modules } = planCatalogue(facts(moduleFacts('a', { published: { ...present(true), details: named } })))
    expect(modules[0]?.published?.platforms[0]?.layers).toEqual([{ size: 100, instruction }])
  })

  it('compares the packages of a release with those of the one before it', () => {
    const list = (...packages: [string, string][]) => [
      { file: 'l', packages: packages.map(([name, version]) => ({ name, version, source: 'CRAN' })) },
    ]
    const release = (tag: string, lockfiles: ReturnType<typeof list> | undefined) => ({ tag, details: details('a', '12'), lockfiles })
    const releases = [
      release('v3', list(['a', '2'], ['b', '1'], ['c', '1'])),
      release('v2', list(['a', '1'], ['b', '1'], ['d', '1'])),
      release('v1', undefined),
    ]
    const { modules } = planCatalogue(facts(moduleFacts('a', { releases })))
    expect(modules[0]?.releases.map(({ tag, size, packages }) => ({ tag, size, packages }))).toEqual([
      { tag: 'v3', size: 201, packages: { count: 3, changes: { added: 1, removed: 1, changed: 1 } } },
      { tag: 'v2', size: 201, packages: { count: 3, changes: null } },
      { tag: 'v1', size: 201, packages: null },
    ])
  })

  it('takes the beginning of time for no date', () => {
    const image = details('a', '1')
    const epoch = { ...image, platforms: image.platforms.map((platform) => ({ ...platform, created: '1970-01-01T00:00:00Z' })) }
    const { modules } = planCatalogue(facts(moduleFacts('a', { published: { ...present(true), details: epoch } })))
    expect(modules[0]?.published?.platforms[0]?.created).toBe(null)
  })
})

it('orders versions by their numbers', () => {
  expect(['1.10', '1.9', '1.9.1', '2-0', '1.10.0rc1', ''].sort(compareVersions)).toEqual(['', '1.9', '1.9.1', '1.10', '1.10.0rc1', '2-0'])
})

describe('createSourceLinks', () => {
  const folder = (page: string, commit: string | undefined = COMMIT, inside = '') =>
    createSourceLinks({ page, folder: inside, submodules: [] }, commit)?.folder('modules/a b')

  it.each([
    ['https://github.com/o/r', `https://github.com/o/r/tree/${COMMIT}/modules/a%20b`],
    ['https://GitLab.com/g/s/r', `https://gitlab.com/g/s/r/-/tree/${COMMIT}/modules/a%20b`],
    ['https://bitbucket.org/o/r', `https://bitbucket.org/o/r/src/${COMMIT}/modules/a%20b`],
    ['https://codeberg.org/o/r', `https://codeberg.org/o/r/src/commit/${COMMIT}/modules/a%20b`],
  ])('knows where %s shows a folder', (page, expected) => {
    expect(folder(page)).toBe(expected)
  })

  it.each([
    'https://git.example.org/o/r',
    'http://github.com/o/r',
    'https://github.com/o/r?x',
    'https://github.com/"><x',
    'https://github.com',
  ])('links nothing at %s', (page) => {
    expect(folder(page)).toBe(undefined)
  })

  it('needs a commit, and minds where the workspace lies', () => {
    expect(folder('https://github.com/o/r', 'main')).toBe(undefined)
    expect(createSourceLinks(undefined, COMMIT)).toBe(undefined)
    expect(folder('https://github.com/o/r', COMMIT, 'sub/ws')).toBe(`https://github.com/o/r/tree/${COMMIT}/sub/ws/modules/a%20b`)
  })
})
