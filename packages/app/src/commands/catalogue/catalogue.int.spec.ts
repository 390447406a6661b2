import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KEY_LABEL } from '@module-images/core'
import { renderCatalogue } from '@module-images/catalogue'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { startBrowser } from '../../testing/browser.js'
import { commitAll, runTestGit } from '../../testing/git-repository.js'
import { createLargeCatalogue } from '../../testing/large-catalogue.js'
import { recordCommand } from '../../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { readPageAssets } from './read-assets.js'
import { type CatalogueOptions, writeCatalogue } from './write-catalogue.js'

let registry: TestRegistry
let browser: Browser
beforeAll(async () => {
  registry = await startTestRegistry()
  browser = await startBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await registry?.stop()
})

let count = 0
let prefix = ''
beforeEach(() => {
  prefix = `${registry.host}/c${(count += 1)}`
})

/** What must never become more than text, wherever it comes from. */
const EVIL = '</script><script>window.evil=1</script><img src=x onerror="window.evil=1">'

const README = `# child

The **first** words of the [base](../base/README.md).

| a | b |
| - | -: |
| 1 | 2 |

${EVIL}

[run](javascript:window.evil=1) [web](https://example.org/?a=1&b) ![plot](plot.png)
`

const createWorkspace = (files: Record<string, string> = {}) =>
  temporaryWorkspace(
    {
      'modules/base/Dockerfile': 'FROM debian:trixie-slim\n',
      'modules/base/renv.lock': lock({ Seurat: '5.0.3', Matrix: '1.7-0' }),
      'modules/child/Dockerfile': `FROM ${prefix}/base\n`,
      'modules/child/README.md': README,
      'modules/child/renv.lock': lock({ Seurat: '5.1.0', [EVIL]: EVIL }),
      'modules/other/Dockerfile': 'FROM scratch\n',
      'modules/other/requirements.txt': 'numpy==2.2.4\nbroken ==\n',
      'modules/off/Dockerfile': 'FROM scratch\n',
      'modules/off/project.json': '{ "tags": ["docker:inactive"] }',
      'modules/wrong/Dockerfile': 'FROM\n',
      ...files,
    },
    { registry: prefix },
  )

function lock(packages: Readonly<Record<string, string>>): string {
  const records = Object.entries(packages).map(([name, version]) => [
    name,
    { Package: name, Version: version, Source: 'Repository', Repository: 'CRAN' },
  ])
  return JSON.stringify({ R: { Version: '4.5.0' }, Packages: Object.fromEntries(records) }, null, 2)
}

async function publish(root: string, module: string): Promise<string> {
  const wanted = await createContentKeys(readWorkspace(root)).keyOf(module)
  if (wanted.kind === 'broken') throw wanted.error
  const image = { content: wanted.key, labels: { [KEY_LABEL]: wanted.key, 'org.opencontainers.image.description': `Image of ${module}` } }
  await registry.put(`c${count}/${module}`, 'latest', image)
  return registry.put(`c${count}/${module}`, wanted.contentTag, image)
}

async function catalogue(root: string, options: Partial<CatalogueOptions> = {}) {
  // Outside bases are looked for in the registry of this test, and nowhere else.
  const env = { MODULE_IMAGES_MIRRORS: `docker.io=${registry.host}/mirror` }
  const result = await recordCommand(
    root,
    (context) => writeCatalogue({ offline: false, output: undefined, tags: undefined, ...options }, context),
    env,
  )
  return { ...result, page: join(root, 'dist/catalogue/index.html') }
}

/** Opens a page, and holds it to asking for nothing else and complaining of nothing. */
async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())))
  page.on('pageerror', (error) => void faults.push(error.message))
  page.on('request', (request) => void (request.url().split('#')[0] === address.split('#')[0] || faults.push(`asked for ${request.url()}`)))
  onTestFinished(async () => {
    expect(faults).toEqual([])
    await context.close()
  })
  await page.goto(address)
  return page
}

const openFile = (path: string, options?: BrowserContextOptions, hash = '') => open(`${pathToFileURL(path).href}${hash}`, options)

/** Rows of a table as texts. */
const rows = (page: Page, selector: string) =>
  page
    .locator(`${selector} tbody tr:not([hidden])`)
    .evaluateAll((nodes) => nodes.map((node) => [...node.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim())))

describe('the page of a workspace', () => {
  it('says of every module what the registry has of it, and answers which images have a package', async () => {
    const root = createWorkspace()
    await runTestGit(root, 'init', '--quiet', '--initial-branch=main')
    await runTestGit(root, 'remote', 'add', 'origin', 'https://user:secret@github.com/openscpca/analysis.git')
    const commit = await commitAll(root)
    await publish(root, 'base')
    const digest = await publish(root, 'child')
    await publish(root, 'other')
    writeFiles(root, { 'modules/other/Dockerfile': 'FROM scratch\nLABEL changed=1\n' })
    const { code, out, page: file } = await catalogue(root)
    expect(code).toBe(0)
    expect(out).toMatch(/^dist\/catalogue\/index\.html: 5 modules, \d+ KB$/)
    expect(readFileSync(file, 'utf8')).not.toContain('secret')

    const page = await openFile(file)
    expect(await rows(page, 'table.modules')).toEqual([
      ['baseImage of base', 'published', '2', expect.stringMatching(/bytes$/), '–', 'debian:trixie-slim'],
      ['childImage of child', 'published', '2', expect.stringMatching(/bytes$/), '–', 'base'],
      ['off', 'inactive', '–', '–', '–', '–'],
      ['otherImage of other', 'behind this checkout', '1', expect.stringMatching(/bytes$/), '–', '–'],
      ['wrong', 'cannot be built', '–', '–', '–', '–'],
    ])
    await page.getByRole('searchbox').fill('SEUR')
    expect(await rows(page, 'table.packages')).toEqual([
      ['Seurat', '5.1.0', 'CRAN', 'child'],
      ['5.0.3', 'CRAN', 'base'],
    ])
    await page.getByRole('searchbox').fill('seurat 5.0')
    expect(await rows(page, 'table.packages')).toEqual([['Seurat', '5.0.3', 'CRAN', 'base']])

    await page.getByRole('searchbox').fill('')
    await page.getByRole('row').getByRole('link', { name: 'child' }).click()
    await page.getByRole('heading', { name: 'child published', exact: true }).waitFor()
    expect(await page.locator('.main .copyable code').allTextContents()).toEqual([
      `docker pull ${prefix}/child@${digest}`,
      `docker run --rm -it -v "$PWD:/work" -w /work ${prefix}/child@${digest}`,
      'npx nx docker-run child',
    ])
    const source = `https://github.com/openscpca/analysis/tree/${commit}/modules/child`
    expect(await page.locator('.facts a[href^=http]').last().getAttribute('href')).toBe(source)
    await page.locator('.facts').getByRole('link', { name: 'base' }).click()
    await page.getByRole('heading', { name: 'base published', exact: true }).waitFor()
    expect(await page.locator('.facts').getByRole('link', { name: 'child' }).count()).toBe(1)
  })

  it('copies a command', async () => {
    const root = createWorkspace()
    const { page: file } = await catalogue(root, { offline: true })
    const page = await openFile(file, { permissions: ['clipboard-read', 'clipboard-write'] }, '#/module/child')
    await page.getByRole('button', { name: 'Copy the command that runs the module' }).click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('npx nx docker-run child')
  })

  it('runs nothing that a README, a lockfile or a version says', async () => {
    const root = createWorkspace({ 'modules/evil/Dockerfile': 'FROM scratch\n', 'modules/evil/requirements.txt': `a==1 ${EVIL}\n` })
    const { page: file } = await catalogue(root, { offline: true })
    const page = await openFile(file, {}, '#/module/child')
    expect(await page.locator('.readme').innerHTML()).toBe(
      [
        '<p>The <strong>first</strong> words of the base.</p>',
        '<table>',
        '<thead>\n<tr>\n<th>a</th>\n<th class="align-right">b</th>\n</tr>\n</thead>',
        '<tbody>\n<tr>\n<td>1</td>\n<td class="align-right">2</td>\n</tr>\n</tbody>\n</table>',
        `<p>${EVIL.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`,
        '<p>run <a href="https://example.org/?a=1&amp;b" rel="noopener noreferrer nofollow" target="_blank">web</a> picture: plot</p>\n',
      ].join('\n'),
    )
    expect(await rows(page, 'table.packages')).toEqual([
      [EVIL, EVIL, 'CRAN'],
      ['Seurat', '5.1.0', 'CRAN'],
    ])
    await page.goto(`${pathToFileURL(file).href}#/?q=${encodeURIComponent('<img')}`)
    expect(await page.evaluate('"evil" in window')).toBe(false)
    expect(await page.locator('img, iframe, script[src], link').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(2)
  })

  it('is written without a registry that answers, and says so', async () => {
    const root = createWorkspace()
    const env = { MODULE_IMAGES_REGISTRY: '127.0.0.1:1/none' }
    const result = await recordCommand(
      root,
      (context) => writeCatalogue({ offline: false, output: undefined, tags: undefined }, context),
      env,
    )
    expect(result.code).toBe(1)
    expect(result.logged.at(-1)).toMatch(/^✗ 4 of 5 modules: the registry could not be asked/)
    const page = await openFile(join(root, 'dist/catalogue/index.html'))
    expect((await rows(page, 'table.modules')).map(([name, state]) => `${name} ${state}`)).toContain('base registry not asked')
  })
})

/** Types words key by key; milliseconds of each key until style and layout are done as well. */
const MEASURE_SEARCH = `(() => {
  const input = document.querySelector('input')
  const type = (text) => {
    const started = performance.now()
    input.value = text
    input.dispatchEvent(new Event('input'))
    document.body.getBoundingClientRect()
    return performance.now() - started
  }
  const words = ['seurat', 'ggplot2 3', 'r-num', 'doublet', 'zzz', 'a', 'e']
  return words.flatMap((word) => [...word].map((_, i) => type(word.slice(0, i + 1))))
})()`

describe('the page of 200 modules with 300 packages each', () => {
  let html = ''
  let file = ''
  beforeEach(() => {
    html ||= renderCatalogue(createLargeCatalogue(), readPageAssets())
    file = join(temporaryWorkspace({ 'index.html': html, 'a/b/index.html': html }), 'a/b/index.html')
  })

  it('stays below 1.5 MB', () => {
    const bytes = Buffer.byteLength(html)
    console.log(`catalogue of 200 modules with 300 packages each: ${bytes} bytes`)
    expect(bytes).toBeLessThan(1_500_000)
  })

  it('answers every key of a search in less than 50 ms, drawn', { timeout: 120_000 }, async () => {
    const page = await openFile(file)
    // What else the machine does at the time is no part of it: of several rounds each key's best counts.
    const rounds: number[][] = [await page.evaluate(MEASURE_SEARCH)]
    const best = () => (rounds[0] ?? []).map((_, key) => Math.min(...rounds.map((times) => times[key] ?? Infinity))).sort((a, b) => a - b)
    while (rounds.length < 5 || (rounds.length < 25 && (best().at(-1) ?? 0) >= 50)) rounds.push(await page.evaluate(MEASURE_SEARCH))
    const keys = best()
    const shown = { median: keys[Math.floor(keys.length / 2)] ?? 0, most: keys.at(-1) ?? 0, first: Math.max(...(rounds[0] ?? [])) }
    console.log(
      `search over 60,000 packages, ${keys.length} keys: median ${shown.median.toFixed(1)} ms, at most ${shown.most.toFixed(1)} ms ` +
        `(first round at most ${shown.first.toFixed(1)} ms)`,
    )
    expect(shown.most).toBeLessThan(50)
  })

  it('is the same from below a path of a server', async () => {
    const server = createServer((request, reply) => {
      reply.writeHead(request.url === '/pages/catalogue/' ? 200 : 404, { 'content-type': 'text/html' }).end(html)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pages/catalogue/`
    const page = await open(`${address}#/module/base-r`)
    expect(await page.locator('article h1').textContent()).toMatch(/^base-r /)
    await page.getByRole('link', { name: 'All modules' }).click()
    await page.locator('table.modules').waitFor()
    expect(await rows(page, 'table.modules')).toHaveLength(30)
    await page.getByRole('button', { name: 'Show all 200 modules' }).click()
    expect(await rows(page, 'table.modules')).toHaveLength(200)
  })

  it('shows one state of modules, and the biggest first', async () => {
    const page = await openFile(file)
    await page.getByRole('button', { name: /^behind/ }).click()
    await page.getByRole('button', { name: 'Size' }).click()
    expect(await page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe('descending')
    const shown = await rows(page, 'table.modules')
    expect(new Set(shown.map(([, state]) => state))).toEqual(new Set(['behind this checkout']))
    const sizes = shown.map(([, , , size = '']) => Number.parseFloat(size) * (size.endsWith('GB') ? 1000 : 1))
    expect(sizes.length).toBeGreaterThan(5)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  })

  it('is used by keyboard alone', async () => {
    const page = await openFile(file)
    await page.keyboard.press('/')
    await page.keyboard.type('scanpy')
    expect((await rows(page, 'table.packages'))[0]?.[0]).toBe('scanpy')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
    await page.getByRole('row').getByRole('link', { name: 'base-conda', exact: true }).first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^base-conda/ }).waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
    await page.goBack()
    await page.locator('table.modules').waitFor()
    expect(await page.locator('article').count()).toBe(0)
  })

  it.each(['#/', '#/?q=num', '#/module/base-r', '#/graph'])('fits on a phone: %s', async (hash) => {
    const page = await openFile(file, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }, hash)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })

  it('follows the colours of the system, and the switch', async () => {
    const page = await openFile(file, { colorScheme: 'dark' })
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(await ground()).toBe('rgb(16, 20, 23)')
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await ground()).toBe('rgb(247, 248, 248)')
    const button = page.getByRole('button', { name: /^Colours/ })
    await button.click()
    await button.click()
    expect(await button.textContent()).toBe('☾ Dark')
    expect(await ground()).toBe('rgb(16, 20, 23)')
  })

  it('draws every module once, no box upon another', async () => {
    const page = await openFile(file, {}, '#/graph')
    const boxes = await page
      .locator('.graph .node > rect')
      .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON()))
    expect(boxes).toHaveLength(202)
    const overlapping = boxes.filter((a, i) =>
      boxes.some((b, j) => i !== j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    )
    expect(overlapping).toEqual([])
  })
})
