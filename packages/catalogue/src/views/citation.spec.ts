import { expect, it } from 'vitest'
import { html } from '../html.js'
import type { ModuleEntry, SiteData } from '../page-data.js'
import { renderCitation } from './citation.js'

const DIGEST = `sha256:${'a'.repeat(64)}`
const MODULE = {
  name: 'hello_r',
  image: 'r.example/hello_r',
  releases: [{ tag: 'v1', digest: DIGEST }],
  published: { digest: DIGEST, tags: [], commit: null, platforms: [] },
} as unknown as ModuleEntry
const text = (citation: ModuleEntry['citation']) => html`${renderCitation({ ...MODULE, citation }, { repository: null } as SiteData)}`.text

it('names authors, title and DOI where the module does, in text and for BibTeX', () => {
  const shown = text({ authors: ['Ann Doe', 'The {lab} & co'], title: 'A 100% module', doi: '10.5281/zenodo.1_a' })
  expect(shown).toContain(`Ann Doe, The {lab} &amp; co: A 100% module. Container image r.example/hello_r:v1 (r.example/hello_r@${DIGEST}).`)
  expect(shown).toContain('https://doi.org/10.5281/zenodo.1_a')
  expect(shown).toContain('title = {A 100\\% module: container image},')
  expect(shown).toContain('author = {{Ann Doe} and {The -lab- \\&amp; co}},')
  expect(shown).toContain('doi = {10.5281/zenodo.1\\_a},')
})

it('names the image alone where nothing is said', () => {
  const shown = text({ authors: [] })
  expect(shown).not.toMatch(/author =|doi|undefined/)
  expect(shown).toContain('title = {hello\\_r: container image},')
})
