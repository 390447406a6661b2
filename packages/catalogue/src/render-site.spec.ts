import { describe, expect, it } from 'vitest'
import type { CatalogueFacts, CatalogueModuleFacts, SafeHtml } from './catalogue-facts.js'
import { planGraph } from './plan-graph.js'
import { packageLink } from './package-links.js'
import { pageName } from './page-name.js'
import { renderSite } from './render-site.js'

const EVIL = `</script><!--<script>'"&`

function moduleFacts(name: string, bases: readonly string[] = [], change: Partial<CatalogueModuleFacts> = {}): CatalogueModuleFacts {
  return {
    name,
    root: `modules/${name}`,
    image: `example.org/p/${name}`,
    active: true,
    contentTag: undefined,
    error: undefined,
    published: { kind: 'missing' },
    releases: [],
    bases: bases.map((base, i) =>
      base.includes(':') ? { kind: 'external', reference: base, line: i } : { kind: 'module', reference: base, module: base, line: i },
    ),
    readme: undefined,
    citation: { authors: [] },
    lockfiles: [],
    ...change,
  }
}

const facts = (...modules: CatalogueModuleFacts[]): CatalogueFacts => ({
  registry: 'example.org/p',
  made: 1,
  commit: undefined,
  dirty: false,
  repository: undefined,
  runTarget: 'docker-run',
  modules,
})

/** All files of a site by path. */
const site = (input: CatalogueFacts) => new Map([...renderSite(input, { script: '', style: '' })].map(({ path, text }) => [path, text]))

describe('renderSite', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const layers = [{ digest, size: 1 }]
  const platform = { platform: EVIL, digest, config: { digest, size: 1 }, layers, instructions: [EVIL], created: '2026-01-02T03:04:05Z' }
  const details = { digest, platforms: [{ ...platform, labels: { 'org.opencontainers.image.description': EVIL } }] }
  const packages = [{ name: EVIL, version: EVIL, source: EVIL }]
  const evil = moduleFacts(EVIL, [`${EVIL}:1`], {
    published: { kind: 'present', current: true, details, tags: [EVIL], behind: [EVIL] },
    releases: [{ tag: EVIL, details, lockfiles: [{ file: EVIL, packages }] }],
    lockfiles: [{ file: EVIL, packages, problems: [EVIL] }],
    readme: { html: '<p>readme</p>' as SafeHtml, summary: EVIL },
    citation: { authors: [EVIL], title: EVIL, doi: EVIL, licence: EVIL },
  })
  const files = site({ ...facts(evil), registry: EVIL, runTarget: EVIL })
  const pages = [...files].filter(([path]) => /\.(?:html|xml)$/.test(path))

  it('has a page for each module and each package', () => {
    const name = '~3c~~2f~script~3e~~3c~~21~--~3c~script~3e~~27~~22~~26~'
    expect([...files.keys()]).toEqual([
      'page.js',
      'page.css',
      'search.js',
      'feed.xml',
      'graph.html',
      'packages.html',
      `package/${name}.html`,
      `module/${name}.html`,
      'index.html',
    ])
  })

  it('allows its own scripts and styles and pictures that are in the page, and nothing else', () => {
    for (const [path, text] of pages.filter(([file]) => file.endsWith('.html'))) {
      const [, policy] = /http-equiv="content-security-policy" content="([^"]*)"/.exec(text) ?? []
      expect(policy?.replaceAll('&#39;', "'").split('; '), path).toEqual([
        "default-src 'none'",
        "script-src 'self' file:",
        "style-src 'self' file:",
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ])
    }
  })

  it('lets no text become markup', () => {
    for (const [path, text] of pages) {
      expect(text.split(EVIL), path).toHaveLength(1)
      expect(text.match(/<!--|<script>|(?<!js"><)\/script>/g), path).toBe(null)
      expect(text, path).toContain('&lt;/script&gt;&lt;!--&lt;script&gt;&#39;&quot;&amp;')
    }
  })

  it('says what it is about to search engines', () => {
    for (const [path, text] of pages.filter(([file]) => file.endsWith('.html'))) {
      expect(text, path).toMatch(/<meta name="description" content="[^"]{20,}" \/>/)
      expect(text, path).toMatch(/<title>[^<]{5,}<\/title>/)
    }
  })

  it('puts no word of a name into a command that a shell would read otherwise', () => {
    const page = [...site(facts(moduleFacts('a $(x)'))).entries()].find(([path]) => path.startsWith('module/'))?.[1]
    expect(page).toContain('npx nx docker-run &#39;a $(x)&#39;')
  })

  it('tells which of the modules that have a package have no image', () => {
    const lockfiles = [{ file: 'l', packages: [{ name: 'perl', version: '5', source: 'conda-forge' }], problems: [] }]
    const others = ['missing', 'unknown'] as const
    const modules = others.map((kind) =>
      moduleFacts(kind, [], { lockfiles, published: kind === 'missing' ? { kind } : { kind, reason: 'down' } }),
    )
    const page = site(facts(...modules)).get('package/perl.html') ?? ''
    const [told, rest] = [page.slice(0, page.indexOf('not published:')), page.slice(page.indexOf('not published:'))]
    expect([told, rest].map((text) => text.match(/module\/\w+\.html/g))).toEqual([['module/unknown.html'], ['module/missing.html']])
  })

  it('links packages whose names differ by capitals only to one page', () => {
    const lockfile = (name: string) => [
      { file: 'l', packages: [{ name, version: '1', source: name === 'matrix' ? 'PyPI' : 'CRAN' }], problems: [] },
    ]
    const page = site(
      facts(moduleFacts('a', [], { lockfiles: lockfile('Matrix') }), moduleFacts('b', [], { lockfiles: lockfile('matrix') })),
    ).get('package/matrix.html')
    expect(page?.match(/<h2>\w+<\/h2>|href="https[^"]*"/g)).toEqual([
      '<h2>Matrix</h2>',
      'href="https://cran.r-project.org/package=Matrix"',
      '<h2>matrix</h2>',
      'href="https://pypi.org/project/matrix/"',
    ])
  })
})

it.each([
  ['hello-r', 'hello-r'],
  ['@scope/Name', '~40~scope~2f~~4e~ame'],
  ['..', '~2e~.'],
  ['~40~', '~7e~40~7e~'],
  ['é\0', '~e9~~0~'],
])('the page of %s is %s', (name, page) => {
  expect(pageName(name)).toBe(page)
})

it('the page of a name that is longer than file names may be is its own', () => {
  const names = ['a', 'b'].map((end) => pageName('x'.repeat(500) + end))
  expect(new Set(names).size).toBe(2)
  expect(names.every((name) => name.length < 150)).toBe(true)
})

it.each([
  ['Seurat', 'CRAN', 'https://cran.r-project.org/package=Seurat'],
  ['scater', 'Bioconductor 3.20', 'https://bioconductor.org/packages/scater'],
  ['numpy', 'conda-forge', 'https://anaconda.org/conda-forge/numpy'],
  ['numpy', 'PyPI', 'https://pypi.org/project/numpy/'],
  ['wrappers', 'GitHub satijalab/seurat-wrappers', 'https://github.com/satijalab/seurat-wrappers'],
  ['a"><b', 'CRAN', 'https://cran.r-project.org/package=a%22%3E%3Cb'],
  ['x', 'GitHub o/r/../..', undefined],
  ['x', 'https://example.org', undefined],
])('%s of %s is looked up at %s', (name, source, address) => {
  expect(packageLink(name, source)).toBe(address)
})

describe('planGraph', () => {
  const place = (...modules: CatalogueModuleFacts[]) => {
    const graph = planGraph(facts(...modules))
    return { ...graph, at: Object.fromEntries(graph.nodes.map(({ id, x, y }) => [id, [x, y]])) }
  }

  it('puts what stands on something to its right, and a base beside the middle of what stands on it', () => {
    const { at, edges, frames } = place(
      moduleFacts('r', ['debian:12']),
      moduleFacts('a', ['r']),
      moduleFacts('b', ['r']),
      moduleFacts('alone'),
    )
    expect(at).toEqual({ 'debian:12': [0, 20], r: [240, 20], a: [480, 0], b: [480, 40], alone: [0, 92] })
    expect(edges).toHaveLength(3)
    expect(frames).toEqual([])
  })

  it('tells a base that is only copied from by a dashed line', () => {
    const { edges } = place(
      moduleFacts('tools', ['debian:12']),
      moduleFacts('r', ['debian:12']),
      moduleFacts('a', ['tools', 'r', 'alpine:3']),
    )
    expect(edges.filter(({ secondary }) => secondary)).toEqual([{ from: { x: 424, y: 55 }, to: { x: 480, y: 15 }, secondary: true }])
  })

  it('frames many side by side', () => {
    const { frames, nodes, edges, width, height } = place(
      moduleFacts('r', ['debian:12']),
      ...Array.from({ length: 20 }, (_, i) => moduleFacts(`m${i}`, ['r'])),
    )
    expect(frames).toEqual([{ x: 480, y: 0, width: 398, height: 410 }])
    expect(edges).toHaveLength(2)
    expect({ nodes: nodes.length, width, height }).toEqual({ nodes: 22, width: 878, height: 410 })
  })

  it('draws nothing of nothing, and does not mind a base of an unknown name', () => {
    expect(place()).toMatchObject({ width: 0, height: 0, nodes: [] })
    expect(place(moduleFacts('a', ['gone'])).at).toEqual({ a: [0, 0] })
  })
})

it("offers a dev container of the image, for its user and its module's languages", () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const platform = {
    platform: 'linux/amd64',
    digest,
    config: { digest, size: 1 },
    layers: [],
    created: undefined,
    labels: {},
    user: 'rstudio',
  }
  const published = { kind: 'present', current: true, details: { digest, platforms: [platform] }, tags: ['latest'], behind: [] } as const
  const module = moduleFacts('a', [], { published, lockfiles: [{ file: 'renv.lock', packages: [], problems: [] }] })
  const page = site(facts(module)).get('module/a.html') ?? ''
  const texts = [...page.matchAll(/<code[^>]*>(\{[^<]*)<\/code>/g)].map(([, text = '']) => text.replaceAll('&quot;', '"'))
  const common = { remoteUser: 'rstudio', workspaceFolder: '/workspace', customizations: { vscode: { extensions: ['REditorSupport.r'] } } }
  expect(texts.map((text) => JSON.parse(text) as unknown)).toMatchObject([
    { ...common, image: `example.org/p/a@${digest}` },
    { ...common, image: 'example.org/p/a:latest' },
  ])
})
