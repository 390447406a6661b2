import { createSourceLinks } from '@module-images/catalogue'
import { describe, expect, it } from 'vitest'
import { readmeLength, renderReadme } from './render-readme.js'

const COMMIT = 'c'.repeat(40)
const links = createSourceLinks({ page: 'https://github.com/o/r', folder: '', submodules: [] }, COMMIT)
const FILES = `https://github.com/o/r/blob/${COMMIT}`
const ATTRIBUTES = 'rel="noopener noreferrer nofollow" target="_blank"'

const render = async (markdown: string, place: Partial<Parameters<typeof renderReadme>[1]> = {}) =>
  (await renderReadme(markdown, { module: 'hello-r', root: 'modules/hello-r', links, maxLength: 20_000, ...place })).html.trim()

describe('a README', () => {
  it('has headings below those of the page, and no title that only says the name', async () => {
    expect(await render('---\ntitle: x\n---\n# Hello-R\n\nText\n\n## More\n\n###### Deep')).toBe(
      '<p>Text</p>\n<h4>More</h4>\n<h6>Deep</h6>',
    )
    expect(await render('# Another\n')).toBe('<h3>Another</h3>')
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

  it('fetches no picture: its words are a link', async () => {
    expect(await render('![a plot](results/plot.png) ![](data:image/png;base64,x)')).toBe(
      `<p><a href="${FILES}/modules/hello-r/results/plot.png" ${ATTRIBUTES}>picture: a plot</a> picture</p>`,
    )
  })

  it('aligns cells without a style', async () => {
    expect(await render('| a | b |\n| :-: | --: |\n| 1 | 2 |')).toContain('<td class="align-center">1</td>\n<td class="align-right">2</td>')
  })

  it('is cut where it is longer than anybody reads', async () => {
    const html = await render('word '.repeat(100_000), { maxLength: 1000 })
    expect(html.length).toBeLessThan(1100)
    expect(html).toMatch(/<p>…<\/p>$/)
    expect([1, 200, 1000].map(readmeLength)).toEqual([20_000, 3500, 2000])
  })

  it('tells its first words', async () => {
    const { summary } = await renderReadme('# x\n\nAn *R* module\nto copy from.\n\nMore.', {
      module: 'x',
      root: 'modules/x',
      links: undefined,
      maxLength: 20_000,
    })
    expect(summary).toBe('An R module to copy from.')
  })
})
