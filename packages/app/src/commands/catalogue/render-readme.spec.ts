import { createSourceLinks } from '@module-images/catalogue'
import { describe, expect, it } from 'vitest'
import { renderReadme } from './render-readme.js'

const COMMIT = 'c'.repeat(40)
const links = createSourceLinks({ page: 'https://github.com/o/r', folder: '', submodules: [] }, COMMIT)
const FILES = `https://github.com/o/r/blob/${COMMIT}`
const ATTRIBUTES = 'rel="noopener noreferrer nofollow"'
const PLACE = { module: 'hello-r', root: 'modules/hello-r', links, moduleAt: () => undefined, readFigure: async () => undefined }

const render = async (markdown: string, place: Partial<Parameters<typeof renderReadme>[1]> = {}) =>
  (await renderReadme(markdown, { ...PLACE, ...place })).html.trim()

describe('a README', () => {
  it('has headings below those of the page, and no title that only says the name', async () => {
    expect(await render('---\ntitle: x\n---\n# Hello-R\n\nText\n\n## More\n\n###### Deep')).toBe(
      '<p>Text</p>\n<h3 id="readme-more">More</h3>\n<h4 id="readme-deep">Deep</h4>',
    )
    expect(await render('# Another\n')).toBe('<h3 id="readme-another">Another</h3>')
  })

  it('links to the web, and to the sources at the commit', async () => {
    expect(await render('[a](https://example.org/x?y=1&z#f)')).toBe(
      `<p><a href="https://example.org/x?y=1&amp;z#f" ${ATTRIBUTES}>a</a></p>`,
    )
    expect(await render('[a](scripts/a%20b.R#L3) [b](../r-base/)')).toBe(
      `<p><a href="${FILES}/modules/hello-r/scripts/a%20b.R" ${ATTRIBUTES}>a</a> <a href="${FILES}/modules/r-base" ${ATTRIBUTES}>b</a></p>`,
    )
    expect(await render('[a][x]\n\n[x]: docs/x.md', { links: undefined })).toBe('<p>a</p>')
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    '&#106;avascript:alert(1)',
    'javascript&colon;alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/x',
    '\\\\evil\\x',
    '/etc/passwd',
    '#anchor',
    '../../../outside',
    'https://',
  ])('links nothing to %s', async (address) => {
    expect(await render(`[*words*](<${address}>)`)).toBe('<p><em>words</em></p>')
  })

  it('shows HTML as text, in every place', async () => {
    expect(await render('<script>x</script>\n\na <b onclick="x">b</b>')).toBe(
      '<p>&lt;script&gt;x&lt;/script&gt;</p>\n<p>a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt;</p>',
    )
    expect(await render('```"><script>\n</template><script>\n```')).not.toMatch(/<(?!\/?(?:pre|code)[ >])/)
    expect(await render('[x](https://example.org/"onmouseover="x "y\\"><script>")')).not.toMatch(/<script|" ?onmouseover=/)
  })

  it('links to its own headings, and to pages of modules', async () => {
    expect(await render('[a](#how-it-works-1) [b](#gone)\n\n## How it *works*!\n\n## How it works')).toBe(
      '<p><a href="#readme-how-it-works-1">a</a> b</p>\n<h3 id="readme-how-it-works">How it <em>works</em>!</h3>\n<h3 id="readme-how-it-works-1">How it works</h3>',
    )
    const moduleAt = (folder: string) => (folder === 'modules/r-base' ? 'r-base.html' : undefined)
    expect(await render('[a](../r-base/) [b](../r-base/README.md) [c](../r-base/Dockerfile)', { moduleAt })).toBe(
      `<p><a href="r-base.html">a</a> <a href="r-base.html">b</a> <a href="${FILES}/modules/r-base/Dockerfile" ${ATTRIBUTES}>c</a></p>`,
    )
  })

  it('shows pictures of the workspace, each in the page, and fetches none', async () => {
    const readFigure = async (path: string) =>
      path === 'modules/hello-r/plot.png' ? ({ type: 'image/png', bytes: new Uint8Array([1, 2, 3]) } as const) : undefined
    expect(
      await render('![a *plot* "><](plot.png "title") ![far](https://example.org/x.png) ![](data:image/png;base64,x)', { readFigure }),
    ).toBe(
      `<p><img src="data:image/png;base64,AQID" alt="a plot &quot;&gt;&lt;"> <a href="https://example.org/x.png" ${ATTRIBUTES}>picture: far</a> picture</p>`,
    )
    expect(await render('![a plot](results/plot.png)', { readFigure })).toBe(
      `<p><a href="${FILES}/modules/hello-r/results/plot.png" ${ATTRIBUTES}>picture: a plot</a></p>`,
    )
  })

  it('leaves out pictures that would make the page too large', async () => {
    const readFigure = async () => ({ type: 'image/png', bytes: new Uint8Array(2_000_000) }) as const
    const html = await render('![a](a.png) ![b](b.png) ![a](a.png)', { readFigure, links: undefined })
    expect(html.replaceAll(/base64,[^"]*/g, '')).toBe(
      '<p><img src="data:image/png;" alt="a"> picture: b <img src="data:image/png;" alt="a"></p>',
    )
  })

  it('aligns cells without a style', async () => {
    expect(await render('| a | b |\n| :-: | --: |\n| 1 | 2 |')).toContain('<td class="align-center">1</td>\n<td class="align-right">2</td>')
  })

  it('is cut where it is longer than anybody reads', async () => {
    const html = await render('word '.repeat(100_000))
    expect(html.length).toBeLessThan(101_000)
    expect(html).toMatch(/<p>…<\/p>$/)
  })

  it('tells its first words', async () => {
    const { summary } = await renderReadme('# x\n\nAn *R* module\nto copy from.\n\nMore.', {
      ...PLACE,
      module: 'x',
      root: 'modules/x',
      links: undefined,
    })
    expect(summary).toBe('An R module to copy from.')
  })
})
