import { describe, expect, it } from 'vitest'
import { licenceOfReadme } from './licence-of-readme.js'
import { parseCitation } from './parse-citation.js'

const text = (more: string) =>
  `cff-version: 1.2.0\nmessage: Cite it.\ntitle: A module\nauthors:\n  - family-names: Doe\n    given-names: Ann\n${more}`

describe('a citation file', () => {
  it('says authors, title, licence and DOI', () => {
    const more =
      '  - name: The lab\nlicense: [MIT, BSD-3-Clause]\nidentifiers:\n  - {type: url, value: https://a.example}\n  - {type: doi, value: 10.5281/zenodo.1}\n'
    expect(parseCitation(text(more), 'CITATION.cff')).toEqual({
      authors: ['Ann Doe', 'The lab'],
      title: 'A module',
      doi: '10.5281/zenodo.1',
      licence: 'MIT OR BSD-3-Clause',
    })
  })

  it('is one line each, whatever is in it', () => {
    const more = `  - name: "a\\u202e\\nb"\nlicense: "${'x'.repeat(1000)}"\n`
    const { authors, licence } = parseCitation(text(more), 'CITATION.cff')
    expect(authors[1]).not.toMatch(/[\n\u202e]/)
    expect(licence?.length).toBe(300)
  })

  it.each([
    ['no YAML', 'a: [\n', { file: 'c', line: 2 }],
    ['a list', '- a\n', { file: 'c' }],
    ['no authors', 'title: a\n', { file: 'c' }],
    ['a DOI that is none', text('doi: "javascript:x"\n'), { file: 'c' }],
    ['aliases without end', `a: &a [x]\nb: &b [${'*a,'.repeat(200)}]\nc: [${'*b,'.repeat(200)}]\nauthors: []\n`, { file: 'c' }],
  ])('is refused in words: %s', (_, given, place) => {
    expect(() => parseCitation(given, 'c')).toThrow(expect.objectContaining({ code: 'bad-citation', place }) as Error)
  })
})

it.each([
  ['# a\n\n## License\n\nCode is under [BSD-3-Clause](LICENSE).\n\n## More\n\nMIT', 'BSD-3-Clause'],
  ['## Licence\nMIT License.\n', 'MIT'],
  ['## License\nMIT or Apache-2.0\n', undefined],
  ['## License\nSee the file; well-known terms. GPL-like.\n', undefined],
  ['## Usage\nMIT\n', undefined],
  ['', undefined],
])('reads the licence of the README %j: %s', (markdown, licence) => {
  expect(licenceOfReadme(markdown)).toBe(licence)
})
