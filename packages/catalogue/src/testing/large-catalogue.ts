import type { CatalogueFacts, CatalogueModuleFacts, CataloguePackage, ReleaseFacts, SafeHtml } from '../index.js'
import type { ImageDetails } from '@module-images/core'

/** A linear congruential generator: the same catalogue every time. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return Math.floor((state / 4294967296) * below)
  }
}

const SYLLABLES =
  'seu rat gg plot bio cell scan num py mat rix tidy var rcpp gen ome seq plex umap leid har mony vi pan das arr ow data frame'.split(' ')
const KNOWN = ['Seurat', 'ggplot2', 'SingleCellExperiment', 'scater', 'Matrix', 'numpy', 'pandas', 'scanpy', 'anndata', 'dplyr']
const SOURCES = ['CRAN', 'Bioconductor', 'conda-forge', 'PyPI', 'GitHub satijalab/seurat-wrappers']
const TOPICS =
  'doublet-detection cell-type metacells cnv-inference simulate-sce normalisation ewings-sarcoma neuroblastoma batch-effects markers'.split(
    ' ',
  )
const NOW = Date.UTC(2026, 10, 22)
const DAY = 86_400_000

/** What a workspace of many modules might say: a few bases, most modules upon them, packages from a common pool in a few versions each. */
export function createLargeCatalogue({ modules = 200, packages = 300, pool = 2400 } = {}): CatalogueFacts {
  const random = createRandom(42)
  const names = createPool(pool, random)
  const facts = Array.from({ length: modules }, (_, i) => createModule(i, { random, names, packages }))
  const repository = { page: 'https://github.com/openscpca/analysis', folder: '', submodules: [] }
  return {
    registry: 'public.ecr.aws/openscpca',
    made: NOW,
    commit: 'a'.repeat(40),
    dirty: false,
    repository,
    runTarget: 'docker-run',
    modules: facts,
  }
}

function createPool(size: number, random: (below: number) => number): string[] {
  const names = new Set(KNOWN)
  while (names.size < size) {
    const parts = Array.from({ length: 2 + random(3) }, () => SYLLABLES[random(SYLLABLES.length)])
    names.add(`${random(2) ? 'r-' : ''}${parts.join(random(4) ? '' : '.')}`)
  }
  return [...names]
}

interface Making {
  readonly random: (below: number) => number
  readonly names: readonly string[]
  readonly packages: number
}

const BASES = 8

function createModule(i: number, { random, names, packages }: Making): CatalogueModuleFacts {
  const isBase = i < BASES
  const name = isBase
    ? `base-${['r', 'python', 'conda', 'bioconductor', 'r-spatial', 'gpu', 'perl', 'java'][i]}`
    : `${TOPICS[i % TOPICS.length]}-${String(i).padStart(3, '0')}`
  const inner = isBase && i > 3 ? `base-${['r', 'python', 'conda', 'bioconductor'][i - 4]}` : undefined
  const parent = isBase ? inner : `base-${['r', 'python', 'conda', 'bioconductor', 'r-spatial', 'gpu'][i % 6]}`
  const state = random(20)
  return {
    name,
    root: `modules/${name}`,
    image: `public.ecr.aws/openscpca/${name}`,
    active: state !== 0,
    contentTag: `key-${hex(i, 32)}`,
    error: undefined,
    published:
      state === 1
        ? { kind: 'missing' }
        : { kind: 'present', current: state > 3, details: createDetails(i, random), tags: ['latest', 'v1.2.0'], behind: [] },
    bases: [
      parent === undefined
        ? {
            kind: 'external',
            reference: ['debian:trixie-slim', 'bioconductor/r-ver:3.20'][i % 2] ?? '',
            digest: `sha256:${hex(9, 64)}`,
            line: 1,
            locked: new Date(NOW - 40 * DAY).toISOString(),
          }
        : { kind: 'module', reference: `public.ecr.aws/openscpca/${parent}`, module: parent, line: 1 },
    ],
    citation: { authors: ['Ann Doe'], licence: 'MIT' },
    readme: {
      html: createReadme(name),
      summary: `Finds what is to be found by ${name} in simulated single cells, and writes a table of it.`,
    },
    releases: i % 2 === 0 ? [] : createReleases(i, { random, names, packages }),
    lockfiles: [
      { file: i % 3 === 0 ? 'conda-lock.yml' : 'renv.lock', packages: createPackages(i, { random, names, packages }), problems: [] },
    ],
  }
}

function createPackages(i: number, { random, names, packages }: Making): CataloguePackage[] {
  const chosen = new Set<number>(i % 4 === 0 ? [0, 1, 2] : [5, 6])
  while (chosen.size < packages) chosen.add(random(names.length))
  return [...chosen].map((at) => ({
    name: names[at] ?? '',
    version: `${1 + (at % 5)}.${(at * 7) % 20}.${random(3)}`,
    source: SOURCES[at % SOURCES.length] ?? '',
  }))
}

function createDetails(i: number, random: (below: number) => number): ImageDetails {
  const layers = Array.from({ length: 4 + random(9) }, (_, at) => ({
    digest: `sha256:${hex(at < 2 ? at : i * 100 + at, 64)}`,
    size: at === 0 ? 29_700_000 : 1000 + random(400_000_000),
  }))
  const created = new Date(NOW - random(400) * DAY).toISOString()
  const platform = {
    platform: 'linux/amd64',
    digest: `sha256:${hex(i, 64)}`,
    config: { digest: `sha256:${hex(i + 7, 64)}`, size: 4000 },
    layers,
    instructions: layers.map((_, at) => INSTRUCTIONS[at % INSTRUCTIONS.length] ?? ''),
    created,
    labels: {},
  }
  return { digest: `sha256:${hex(i, 64)}`, platforms: [platform] }
}

const INSTRUCTIONS = [
  '/bin/sh -c #(nop) ADD file:0123456789abcdef in / ',
  'RUN /bin/sh -c apt-get update && apt-get install -y r-base # buildkit',
  'COPY renv.lock . # buildkit',
  "RUN |1 CORES=4 /bin/sh -c Rscript -e 'renv::restore()' # buildkit",
]

/** The newest first, each with a package less than the one after it. */
function createReleases(i: number, making: Making): ReleaseFacts[] {
  const packages = createPackages(i, making)
  return ['v1.2.0', 'v1.1.0', 'v1.0.0'].map((tag, at) => ({
    tag,
    details: createDetails(i + at, making.random),
    lockfiles: at === 2 ? undefined : [{ file: 'renv.lock', packages: packages.slice(at) }],
  }))
}

function createReadme(name: string): SafeHtml {
  const words =
    'It simulates the sparse counts of four cell types, normalises them, takes the first principal components and clusters the cells. '
  return `<p>The module <code>${name}</code>.</p>\n<p>${words.repeat(8)}</p>\n<h3>To change it</h3>\n<p>${words.repeat(5)}</p>\n` as SafeHtml
}

/** Digits that look like those of a digest and are the same every time. */
function hex(seed: number, length: number): string {
  const random = createRandom(seed + 1)
  return Array.from({ length }, () => random(16).toString(16)).join('')
}
