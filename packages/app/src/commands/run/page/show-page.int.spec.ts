import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import type { Page } from './page.js'
import { type PagePorts, showPage } from './show-page.js'

/** A server that asks for a sign-in, as notebooks do. */
async function serve(): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(302, { location: '/login' }).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** A workspace, and a browser that notes what it is to open and what is there. */
function place() {
  const workspaceRoot = createTestFolder()
  const opened = join(workspaceRoot, 'opened')
  const browser = join(workspaceRoot, 'browser')
  writeFileSync(browser, `#!/bin/sh\n{ echo "$1"; cat "$1"; } > '${opened}.part' 2>/dev/null\nmv '${opened}.part' '${opened}'\n`)
  chmodSync(browser, 0o755)
  return { workspaceRoot, browser, opened: () => vi.waitFor(() => readFileSync(opened, 'utf8'), { timeout: 20_000 }) }
}

function portsOf(workspaceRoot: string, change: Partial<PagePorts> = {}) {
  const lines: string[] = []
  const secrets: string[] = []
  const env = { PATH: process.env['PATH'] }
  const log = (line: string) => void lines.push(line)
  const terminal = (line: string) => void secrets.push(line)
  const ports: PagePorts = { name: 'a', workspaceRoot, env, log, terminal, open: false, isTold: false, ...change }
  return { ports, lines, secrets }
}

const token = (origin: string): Page => ({ title: 'Jupyter', address: new URL(`${origin}/?token=s3cret`) })
const form = (origin: string): Page => ({
  title: 'RStudio Server',
  address: new URL(origin),
  signIn: { user: 'rstudio', password: 's3cret' },
})
const files = (root: string) => (existsSync(join(root, 'dist')) ? readdirSync(join(root, 'dist/images')) : [])

it('at a terminal the way in is shown once, and is in no log, no file and no question', async () => {
  const { origin, asked } = await serve()
  const { workspaceRoot } = place()
  for (const page of [token(origin), form(origin)]) {
    const { ports, lines, secrets } = portsOf(workspaceRoot)
    const shown = showPage(page, ports)
    await vi.waitFor(() => expect(secrets).toHaveLength(1))
    expect(secrets[0]).toContain('s3cret')
    expect(lines.join('\n')).not.toContain('s3cret')
    expect(files(workspaceRoot)).toEqual([])
    await shown.close()
  }
  expect(new Set(asked)).toEqual(new Set(['/']))
})

it('where there is none, it is in a file of the caller, gone at the end', async () => {
  const { origin } = await serve()
  const { workspaceRoot } = place()
  const { ports, lines } = portsOf(workspaceRoot, { terminal: undefined })
  const shown = showPage(form(origin), ports)
  const text = await vi.waitFor(() => lines[0] ?? expect.unreachable())
  expect(text).not.toContain('s3cret')
  const [, path = ''] = /the way in is in (\S+),/.exec(text) ?? []
  expect(readFileSync(join(workspaceRoot, path), 'utf8')).toContain('s3cret')
  await shown.close()
  expect(files(workspaceRoot)).toEqual([])
})

it('a browser gets a file that leads to a page with a token, and the address of one without', async () => {
  const { origin } = await serve()
  const first = place()
  const shown = showPage(
    token(origin),
    portsOf(first.workspaceRoot, { open: true, env: { PATH: process.env['PATH'], BROWSER: first.browser } }).ports,
  )
  const [argument, ...page] = (await first.opened()).split('\n')
  expect(argument).toMatch(/dist\/images\/\S+\/open\.html$/)
  expect(page.join('\n')).toContain(`url=${origin}/?token=s3cret`)
  await shown.close()
  expect(files(first.workspaceRoot)).toEqual([])
  const second = place()
  const plain = showPage(
    form(origin),
    portsOf(second.workspaceRoot, { open: true, env: { PATH: process.env['PATH'], BROWSER: second.browser } }).ports,
  )
  expect(await second.opened()).toBe(`${origin}/\n`)
  await plain.close()
})

it('waits for a page that does not answer until its container has ended, and says so where no browser is', async () => {
  const { workspaceRoot } = place()
  const silent = portsOf(workspaceRoot, { open: true })
  await showPage(token('http://127.0.0.1:9'), silent.ports).close()
  expect([...silent.lines, ...silent.secrets]).toEqual([])
  const { origin } = await serve()
  const { ports, lines } = portsOf(workspaceRoot, { open: true, isTold: true })
  const shown = showPage({ title: 'page', address: new URL(origin) }, ports)
  await vi.waitFor(() => expect(lines).toEqual([`a  page: ${origin}/`, 'a  no browser could be started here: open the page yourself']))
  await shown.close()
})
