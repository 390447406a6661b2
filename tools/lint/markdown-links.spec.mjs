import { describe, expect, it } from 'vitest'
import { createLinkChecker, findAnchors } from './markdown-links.mjs'

const TEXTS = new Map([
  ['README.md', '# A project\n\n## `latest`, and tags\n'],
  ['docs/ci.md', '# What GitHub does\n\n## A merge\n\n```sh\n# not a heading\n```\n\n## A merge\n'],
  ['docs/images/a.svg', '<svg/>'],
  ['LICENSE', 'BSD'],
])
const check = createLinkChecker([...TEXTS.keys()], (path) => TEXTS.get(path) ?? '')

it.each([
  ['a file', 'README.md', '[CI](docs/ci.md)'],
  ['a folder', 'README.md', '[docs](docs), [too](docs/)'],
  ['a heading', 'README.md', '[merge](docs/ci.md#a-merge), [the second](docs/ci.md#a-merge-1)'],
  ['a heading of the same page', 'README.md', '[tags](#latest-and-tags)'],
  ['a picture, and a file that is no page', 'docs/ci.md', '[![x](images/a.svg)](images/a.svg), [licence](../LICENSE#L3)'],
  ['another site', 'README.md', '[x](https://example.org/gone.md#x), [y](mailto:ada@example.org), [z](/gone)'],
  ['code', 'README.md', '`[x](gone.md)`\n\n```md\n[x](gone.md)\n```\n\n````md\n```\n[x](gone.md)\n````'],
  ['a file that is no page', 'a.ts', '[x](gone.md)'],
])('finds nothing wrong with links to %s', (_, page, text) => expect(check(page, text)).toEqual([]))

it.each([
  ['a file', 'README.md', '[x](docs/gone.md)', 'docs/gone.md'],
  ['a file, from where the page lies', 'docs/ci.md', '[x](docs/ci.md)', 'docs/ci.md'],
  ['a heading', 'README.md', '[x](docs/ci.md#a-release)', 'docs/ci.md#a-release'],
  ['a heading of the same page', 'README.md', '[x](#a-merge)', '#a-merge'],
  ['a comment of a shell, which is no heading', 'README.md', '[x](docs/ci.md#not-a-heading)', 'docs/ci.md#not-a-heading'],
  ['a picture', 'README.md', '![x](docs/images/b.svg)', 'docs/images/b.svg'],
])('finds a link to %s that is not there', (_, page, text, target) => {
  expect(check(page, `\n${text}\n`)).toEqual([`${page}:2: links to ${target}, which is not there`])
})

describe('a heading', () => {
  it.each([
    ['A matrix of GitHub jobs', 'a-matrix-of-github-jobs'],
    ['`module-images run`', 'module-images-run'],
    ["The project's own tests, and more", 'the-projects-own-tests-and-more'],
    ['With [a link](x.md) in it', 'with-a-link-in-it'],
    ['bad_name: what now?', 'bad_name-what-now'],
    ['Größe', 'größe'],
  ])('%s is called %s', (heading, anchor) => expect([...findAnchors(`## ${heading}\n`)]).toEqual([anchor]))
})
