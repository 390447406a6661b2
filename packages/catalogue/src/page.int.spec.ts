import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readPageAssets } from './read-assets.js'
import { renderCatalogue } from './render-page.js'
import { startBrowser } from './testing/browser.js'
import { createLargeCatalogue } from './testing/large-catalogue.js'
import { openPage, readRows } from './testing/open-page.js'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
afterAll(() => browser?.close())

const openFile = (path: string, options?: BrowserContextOptions, hash = '') =>
  openPage(browser, `${pathToFileURL(path).href}${hash}`, options)

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
    const ranges = result.filter(({ url }) => url === page.url()).flatMap(({ functions }) => functions.flatMap((one) => one.ranges))
    costs.push({ text, changes, steps: ranges.reduce((sum, range) => sum + range.count, 0) })
  }
  return costs
}

describe('the page of 200 modules with 300 packages each', () => {
  let html = ''
  let file = ''
  beforeEach(() => {
    html ||= renderCatalogue(createLargeCatalogue(), readPageAssets())
    const folder = mkdtempSync(join(tmpdir(), 'module-images-page-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    file = join(folder, 'index.html')
    writeFileSync(file, html)
  })

  it('stays below 1.5 MB', () => {
    const bytes = Buffer.byteLength(html)
    console.log(`catalogue of 200 modules with 300 packages each: ${bytes} bytes`)
    expect(bytes).toBeLessThan(1_500_000)
  })

  it('answers every key of a search in few steps', async () => {
    const costs = await measureSearch(await openFile(file))
    // Of 60,000 packages with 2,410 names, of which a letter finds the most: far fewer steps than packages, and a screen of elements.
    expect(costs).toHaveLength(WORDS.join('').length)
    expect(costs.filter(({ steps, changes }) => steps > 10_000 || changes > 100)).toEqual([])
  })

  it('is the same from below a path of a server', async () => {
    const server = createServer((request, reply) => {
      reply.writeHead(request.url === '/pages/catalogue/' ? 200 : 404, { 'content-type': 'text/html' }).end(html)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pages/catalogue/`
    const page = await openPage(browser, `${address}#/module/base-r`)
    expect(await page.locator('article h1').textContent()).toMatch(/^base-r /)
    await page.getByRole('link', { name: 'All modules' }).click()
    await page.locator('table.modules').waitFor()
    expect(await readRows(page, 'table.modules')).toHaveLength(30)
    await page.getByRole('button', { name: 'Show all 200 modules' }).click()
    expect(await readRows(page, 'table.modules')).toHaveLength(200)
  })

  it('shows one state of modules, and the biggest first', async () => {
    const page = await openFile(file)
    await page.getByRole('button', { name: /^behind/ }).click()
    await page.getByRole('button', { name: 'Size' }).click()
    expect(await page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe('descending')
    const shown = await readRows(page, 'table.modules')
    expect(new Set(shown.map(([, state]) => state))).toEqual(new Set(['behind this checkout']))
    const sizes = shown.map(([, , , size = '']) => Number.parseFloat(size) * (size.endsWith('GB') ? 1000 : 1))
    expect(sizes.length).toBeGreaterThan(5)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  })

  it('is used by keyboard alone', async () => {
    const page = await openFile(file)
    await page.keyboard.press('/')
    await page.keyboard.type('scanpy')
    expect((await readRows(page, 'table.packages'))[0]?.[0]).toBe('scanpy')
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
