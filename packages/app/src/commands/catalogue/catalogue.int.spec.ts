import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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

const openFile = (path: string, options?: BrowserContextOptions, hash = '') =>
  openPage(browser, `${pathToFileURL(path).href}${hash}`, options)

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
    expect(out).toMatch(/^dist\/catalogue\/index\.html: 5 modules, \d+ KB$/)
    expect(readFileSync(file, 'utf8')).not.toContain('secret')

    const page = await openFile(file)
    expect(await readRows(page, 'table.modules')).toEqual([
      ['baseImage of base', 'published', '2', expect.stringMatching(/bytes$/), '–', 'debian:trixie-slim'],
      ['childImage of child', 'published', '2', expect.stringMatching(/bytes$/), '–', 'base'],
      ['off', 'inactive', '–', '–', '–', '–'],
      ['otherImage of other', 'behind this checkout', '1', expect.stringMatching(/bytes$/), '–', '–'],
      ['wrong', 'cannot be built', '–', '–', '–', '–'],
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
    expect(await readRows(page, 'table.packages')).toEqual([
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
    expect((await readRows(page, 'table.modules')).map(([name, state]) => `${name} ${state}`)).toContain('base registry not asked')
  })
})
