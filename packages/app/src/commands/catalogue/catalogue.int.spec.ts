import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KEY_LABEL } from '@module-images/core'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { openPage, readRows, startBrowser } from '@module-images/catalogue/testing'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { recordCommand } from '../../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { type CatalogueOptions, writeCatalogue } from './write-catalogue.js'

let registry: TestRegistry
let browser: Browser
beforeAll(async () => {
  registry = await startTestRegistry()
  browser = await startBrowser()
})
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

const openFile = (index: string, options?: BrowserContextOptions, path = 'index.html') =>
  openPage(browser, `${pathToFileURL(dirname(index)).href}/`, path, options)

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
    // One module is broken, and the page is written all the same.
    expect(code).toBe(1)
    expect(out).toMatch(/^dist\/catalogue\/index\.html: 5 modules, \d+ files, \d+ kB$/)
    expect(readFileSync(file, 'utf8')).not.toContain('secret')

    const page = await openFile(file)
    expect(await readRows(page, 'table.modules')).toEqual([
      ['baseImage of base', 'published', '2', expect.stringMatching(/ B$/), '–', 'debian:trixie-slim'],
      ['childImage of child', 'published', '2', expect.stringMatching(/ B$/), '–', 'base'],
      ['off', 'inactive', 'none', '–', '–', 'nothing'],
      ['otherImage of other', 'behind this checkout', '1', expect.stringMatching(/ B$/), '–', 'nothing'],
      ['wrong', 'cannot be built', 'none', '–', '–', 'nothing'],
    ])
    await page.getByRole('searchbox').fill('SEUR')
    expect(await readRows(page, 'table.packages')).toEqual([
      ['Seurat', '5.1.0', 'CRAN', 'child'],
      ['5.0.3', 'CRAN', 'base'],
    ])
    await page.getByRole('searchbox').fill('seurat 5.0')
    expect(await readRows(page, 'table.packages')).toEqual([['Seurat', '5.0.3', 'CRAN', 'base']])

    await page.getByRole('searchbox').fill('')
    await page.getByRole('row').getByRole('link', { name: 'child' }).click()
    await page.getByRole('heading', { name: /^child published/ }).waitFor()
    const run = '--rm -it -u "$(id -u):$(id -g)" -e HOME=/tmp -v "$PWD:/work" -w /work'
    expect(await page.locator('.panel code:visible').allTextContents()).toEqual([
      `docker pull ${prefix}/child@${digest}`,
      `docker run ${run} ${prefix}/child@${digest} bash`,
    ])
    await page.getByText('nx', { exact: true }).click()
    expect(await page.locator('.panel code:visible').allTextContents()).toEqual(['npx nx docker-run child'])
    const source = `https://github.com/openscpca/analysis/tree/${commit}/modules/child`
    expect(await page.locator('.facts a[href^=http]').last().getAttribute('href')).toBe(source)
    await page.locator('.facts').getByRole('link', { name: 'base' }).click()
    await page.getByRole('heading', { name: /^base published/ }).waitFor()
    expect(await page.locator('.facts').getByRole('link', { name: 'child' }).count()).toBe(1)
  })

  it('copies a command', async () => {
    const root = createWorkspace()
    const { page: file } = await catalogue(root, { offline: true })
    const page = await openFile(file, { permissions: ['clipboard-read', 'clipboard-write'] }, 'module/child.html')
    await page.getByRole('button', { name: 'Copy: Run the module' }).click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('npx nx docker-run child')
  })

  it('runs nothing that a README, a lockfile or a version says', async () => {
    const root = createWorkspace({ 'modules/evil/Dockerfile': 'FROM scratch\n', 'modules/evil/requirements.txt': `a==1 ${EVIL}\n` })
    const { page: file } = await catalogue(root, { offline: true })
    const page = await openFile(file, {}, 'module/child.html')
    expect(await page.locator('.readme').innerHTML()).toBe(
      [
        '<p>The <strong>first</strong> words of the <a href="base.html">base</a>.</p>',
        '<table>',
        '<thead>\n<tr>\n<th>a</th>\n<th class="align-right">b</th>\n</tr>\n</thead>',
        '<tbody>\n<tr>\n<td>1</td>\n<td class="align-right">2</td>\n</tr>\n</tbody>\n</table>',
        `<p>${EVIL.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`,
        '<p>run <a href="https://example.org/?a=1&amp;b" rel="noopener noreferrer nofollow">web</a> picture: plot</p>\n',
      ].join('\n'),
    )
    expect(await readRows(page, 'table.packages')).toEqual([
      [EVIL, EVIL, 'CRAN'],
      ['Seurat', '5.1.0', 'CRAN'],
    ])
    expect(await page.evaluate('"evil" in window')).toBe(false)
    expect(await page.locator('script').count()).toBe(1)
    await page.goto(`${pathToFileURL(file).href}#q=${encodeURIComponent('<img')}`)
    expect((await readRows(page, 'table.packages'))[0]?.[0]).toBe(EVIL)
    expect(await page.evaluate('"evil" in window')).toBe(false)
    expect(await page.locator('img, iframe').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(2)
  })

  it('shows figures of a README, and none that lies outside of the workspace', async () => {
    const root = createWorkspace({
      'modules/figures/Dockerfile': 'FROM scratch\n',
      'modules/figures/README.md': '![in](plot.svg) ![wrong](data.png) ![out](link.svg)\n',
      'modules/figures/plot.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><script>window.evil=1</script></svg>',
      'modules/figures/data.png': 'not a picture',
    })
    const outside = temporaryWorkspace({ 'secret.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' })
    symlinkSync(join(outside, 'secret.svg'), join(root, 'modules/figures/link.svg'))
    const { page: file } = await catalogue(root, { offline: true })
    const page = await openFile(file, {}, 'module/figures.html')
    expect(
      await page.locator('.readme img').evaluateAll((nodes) => nodes.map((node) => [node.getAttribute('alt'), node.clientWidth])),
    ).toEqual([['in', 4]])
    expect(await page.locator('.readme').textContent()).toContain('picture: wrong picture: out')
    expect(await page.evaluate('"evil" in window')).toBe(false)
  })

  it('tells of releases what registry and git know', async () => {
    const root = createWorkspace()
    await runTestGit(root, 'init', '--quiet', '--initial-branch=main')
    await commitAll(root)
    await runTestGit(root, 'tag', 'v1.9.0')
    writeFiles(root, { 'modules/base/renv.lock': lock({ Seurat: '5.1.0', Matrix: '1.7-0', dplyr: '1.1.4' }) })
    await commitAll(root)
    await runTestGit(root, 'tag', 'v1.10.0')
    await publish(root, 'base')
    for (const tag of ['v1.9.0', 'v1.10.0', 'v0.1.0', 'cache-main']) await registry.put(`c${count}/base`, tag, { content: tag, labels: {} })
    const { page: file } = await catalogue(root)
    const page = await openFile(file, {}, 'module/base.html')
    expect((await readRows(page, '.releases table')).map(([tag, , , packages]) => [tag, packages])).toEqual([
      ['v1.10.0', '3 1 added, 1 changed'],
      ['v1.9.0', '2'],
      ['v0.1.0', '–'],
    ])
  })

  it('deletes pages of modules that are gone from its own folder, and nothing from another', async () => {
    const root = createWorkspace({ 'dist/catalogue/module/gone.html': 'old', 'site/kept.html': 'mine' })
    await catalogue(root, { offline: true })
    await catalogue(root, { offline: true, output: join(root, 'site') })
    expect(existsSync(join(root, 'dist/catalogue/module/gone.html'))).toBe(false)
    expect(readFileSync(join(root, 'site/kept.html'), 'utf8')).toBe('mine')
    expect(existsSync(join(root, 'site/module/child.html'))).toBe(true)
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
    expect((await readRows(page, 'table.modules')).map(([name, state]) => `${name} ${state}`)).toContain('base registry not asked')
  })
})
