import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe, { type AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startBrowser } from './testing/browser.js'
import { createLargeCatalogue } from './testing/large-catalogue.js'
import { openPage, readRows } from './testing/open-page.js'
import { writeSite } from './testing/write-site.js'

let browser: Browser
let folder = ''
/** Bytes of the files of the large site, of 200 modules with 300 packages each, and of a small one, which has all kinds of pages. */
let large: ReadonlyMap<string, number> = new Map()
let small: ReadonlyMap<string, number> = new Map()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'module-images-site-'))
  large = writeSite(join(folder, 'large'), createLargeCatalogue())
  small = writeSite(join(folder, 'small'), createLargeCatalogue({ modules: 45, packages: 20, pool: 60 }))
  browser = await startBrowser()
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

const openFile = (path: string, options?: BrowserContextOptions, site = 'small') =>
  openPage(browser, `${pathToFileURL(join(folder, site)).href}/`, path, options)

/** What one key of a search costs: steps of the page's script, as V8 counts them for coverage, and changes of its elements. */
interface KeyCost {
  readonly text: string
  readonly steps: number
  readonly changes: number
}

const WORDS = ['seurat', 'ggplot2 3', 'r-num', 'doublet', 'zzz', 'a', 'e']

/** Types words key by key into a page, which is loaded again for it: a function that has run before is counted as a whole. */
async function measureSearch(page: Page): Promise<KeyCost[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Profiler.enable')
  await session.send('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  await page.reload()
  await page.evaluate(`(() => {
    window.changes = new MutationObserver(() => undefined)
    window.changes.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  })()`)
  const costs: KeyCost[] = []
  for (const text of WORDS.flatMap((word) => [...word].map((_, at) => word.slice(0, at + 1)))) {
    await session.send('Profiler.takePreciseCoverage')
    const changes = await page.evaluate<number>(`(() => {
      const input = document.querySelector('input')
      input.value = ${JSON.stringify(text)}
      input.dispatchEvent(new Event('input'))
      return window.changes.takeRecords().length
    })()`)
    const { result } = await session.send('Profiler.takePreciseCoverage')
    const ranges = result.filter(({ url }) => url.endsWith('/page.js')).flatMap(({ functions }) => functions.flatMap((one) => one.ranges))
    costs.push({ text, changes, steps: ranges.reduce((sum, range) => sum + range.count, 0) })
  }
  return costs
}

/** Every kind of page. */
const PAGES = [
  'index.html',
  'index.html#q=num',
  'module/base-r.html',
  'module/cell-type-021.html',
  'package/seurat.html',
  'packages.html',
  'graph.html',
]
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }

describe('the site', () => {
  it('needs less than 0.6 MB for the first page with its search, and 0.2 MB for any other', () => {
    const first = ['index.html', 'page.js', 'page.css', 'search.js'].reduce((sum, path) => sum + (large.get(path) ?? 0), 0)
    console.log(`catalogue of 200 modules with 300 packages each: ${large.size} files, ${first} bytes for the first page`)
    expect(first).toBeLessThan(600_000)
    const others = [...large].filter(([path]) => !['search.js', 'packages.html'].includes(path))
    expect(others.filter(([, bytes]) => bytes > 250_000)).toEqual([])
  })

  it('answers every key of a search in few steps', async () => {
    const costs = await measureSearch(await openFile('index.html', {}, 'large'))
    // Of 60,000 packages with 2,410 names, of which a letter finds the most: far fewer steps than packages, and a screen of elements.
    expect(costs).toHaveLength(WORDS.join('').length)
    expect(costs.filter(({ steps, changes }) => steps > 20_000 || changes > 100)).toEqual([])
  })

  it('is the same from below a path of a server', async () => {
    const server = createServer((request, reply) => {
      const [, path = ''] = /^\/pages\/catalogue\/(.*)$/.exec(request.url ?? '') ?? []
      const type = { js: 'text/javascript', css: 'text/css' }[path.replace(/.*\./, '')] ?? 'text/html'
      reply
        .writeHead(small.has(path) ? 200 : 404, { 'content-type': type })
        .end(small.has(path) ? readFileSync(join(folder, 'small', path)) : '')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pages/catalogue/`
    const page = await openPage(browser, address, 'module/base-r.html')
    expect(await page.locator('article h1').textContent()).toMatch(/^base-r /)
    await page.getByRole('link', { name: 'All modules' }).click()
    await page.locator('table.modules').waitFor()
    expect(await readRows(page, 'table.modules')).toHaveLength(30)
    await page.getByRole('button', { name: 'Show all 45 modules' }).click()
    expect(await readRows(page, 'table.modules')).toHaveLength(45)
  })

  it('shows one state of modules, the biggest first, and at the second click the smallest', async () => {
    const page = await openFile('index.html')
    await page.getByRole('button', { name: /^behind/ }).click()
    const heading = page.getByRole('columnheader', { name: 'Size' })
    const sizesShown = async () => {
      const rows = await readRows(page, 'table.modules')
      expect(new Set(rows.map(([, state]) => state))).toEqual(new Set(['behind this checkout']))
      return rows.map(([, , , size = '']) => Number.parseFloat(size) * (size.endsWith('GB') ? 1000 : 1))
    }
    await page.getByRole('button', { name: 'Size' }).click()
    expect(await heading.getAttribute('aria-sort')).toBe('descending')
    const biggest = await sizesShown()
    expect(biggest.length).toBeGreaterThan(1)
    expect(biggest).toEqual([...biggest].sort((a, b) => b - a))
    await page.getByRole('button', { name: 'Size' }).click()
    expect(await heading.getAttribute('aria-sort')).toBe('ascending')
    expect(await sizesShown()).toEqual([...biggest].sort((a, b) => a - b))
  })

  it('answers which images have a package in a version or a later one', async () => {
    const page = await openFile(`index.html#q=${encodeURIComponent('seurat >= 1.0.2')}`)
    const found = await readRows(page, 'table.packages')
    expect(found[0]?.slice(0, 3)).toEqual(['Seurat', '1.0.2', 'CRAN'])
    expect(found.filter(([name, version]) => name === 'Seurat' || version === '1.0.1')).toHaveLength(1)
    await page.getByRole('link', { name: 'Seurat', exact: true }).click()
    await page.getByRole('heading', { name: 'Seurat', exact: true }).waitFor()
    expect((await readRows(page, 'table.packages')).map(([version, source]) => `${version} ${source}`)).toEqual([
      '1.0.2 CRAN',
      '1.0.1 CRAN',
      '1.0.0 CRAN',
    ])
  })

  it('is used by keyboard alone', async () => {
    const page = await openFile('index.html')
    await page.keyboard.press('/')
    await page.keyboard.type('scanpy')
    expect((await readRows(page, 'table.packages'))[0]?.[0]).toBe('scanpy')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
    await page.getByRole('row').getByRole('link', { name: 'base-conda', exact: true }).first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^base-conda/ }).waitFor()
    await page.getByRole('radio', { name: 'Docker' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.panel:visible code').first().textContent()).toMatch(/^podman pull .*@sha256:/)
    await page.goBack()
    await page.locator('table.modules').waitFor()
  })

  it('works without script', async () => {
    const page = await openFile('index.html', { javaScriptEnabled: false })
    expect(await readRows(page, 'table.modules')).toHaveLength(45)
    expect(await page.locator('button:visible, input:visible').count()).toBe(0)
    await page.getByRole('link', { name: 'base-conda', exact: true }).first().click()
    await page.getByText('Apptainer', { exact: true }).click()
    await page.getByText('by tag latest', { exact: true }).click()
    expect(await page.locator('.panel code:visible').allTextContents()).toEqual([
      'apptainer pull base-conda.sif docker://public.ecr.aws/openscpca/base-conda:latest',
      'apptainer exec --cleanenv --no-home --bind "$PWD" --pwd "$PWD" base-conda.sif bash',
    ])
    await page.locator('table.packages a').first().click()
    await page.locator('article.package').waitFor()
  })

  it.each(PAGES)('fits on a phone: %s', async (path) => {
    const page = await openFile(path, PHONE)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    const cut =
      '[...document.querySelectorAll(".copyable code, .graph-list, .tree")].filter((node) => node.scrollWidth > node.clientWidth + 1).length'
    expect(await page.evaluate(cut)).toBe(0)
  })

  it.each(
    PAGES.flatMap((path) => [{ path, colorScheme: 'light', phone: false } as const, { path, colorScheme: 'dark', phone: true } as const]),
  )('axe finds nothing: $path, $colorScheme, phone $phone', async ({ path, colorScheme, phone }) => {
    const page = await openFile(path, { colorScheme, ...(phone ? PHONE : {}) })
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate<AxeResults>('axe.run({ preload: false })')
    expect(
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary}`) })),
    ).toEqual([])
  })

  it('follows the colours of the system, and the switch', async () => {
    const page = await openFile('index.html', { colorScheme: 'dark' })
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

  it('draws every module once, no box upon another; on a phone a list has them', async () => {
    const page = await openFile('graph.html', {}, 'large')
    const boxes = await page
      .locator('.graph .node > rect')
      .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON()))
    expect(boxes).toHaveLength(202)
    const overlapping = boxes.filter((a, i) =>
      boxes.some((b, j) => i !== j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    )
    expect(overlapping).toEqual([])
    const phone = await openFile('graph.html', PHONE, 'large')
    expect(await phone.locator('.tree li:visible').count()).toBe(202)
    expect(await phone.locator('.graph:visible').count()).toBe(0)
  })
})
