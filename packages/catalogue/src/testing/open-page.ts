import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'

/** Opens a page of a site, and holds it to asking for nothing beyond the site and complaining of nothing. @param site address of its root */
export async function openPage(browser: Browser, site: string, path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())))
  page.on('pageerror', (error) => void faults.push(error.message))
  page.on(
    'request',
    (request) => void (/^data:/.test(request.url()) || request.url().startsWith(site) || faults.push(`asked for ${request.url()}`)),
  )
  onTestFinished(async () => {
    expect(faults).toEqual([])
    await context.close()
  })
  await page.goto(`${site}${path}`)
  return page
}

/** Rows of a table as texts. */
export function readRows(page: Page, selector: string): Promise<string[][]> {
  return page
    .locator(`${selector} tbody tr:not([hidden])`)
    .evaluateAll((nodes) => nodes.map((node) => [...node.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim())))
}
