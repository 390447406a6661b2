import { afterAll, beforeAll, expect, it } from 'vitest'
import { KEY_LABEL } from '@module-images/core'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { commitAll } from '@module-images/git/testing'
import { recordCommand } from '../../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { type DiffOptions, runDiff } from './run-diff.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

const renv = (...packages: readonly [string, string][]) =>
  JSON.stringify({
    R: { Version: '4.4.1' },
    Packages: Object.fromEntries(packages.map(([name, Version]) => [name, { Package: name, Version, Source: 'Bioconductor' }])),
  })

const FILES = {
  'modules/base/Dockerfile': 'FROM debian:trixie-slim\n',
  'modules/tool/Dockerfile': 'FROM public.ecr.aws/openscpca/base\nCOPY renv.lock /\n',
  'modules/tool/renv.lock': renv(['scran', '1.32.0'], ['scuttle', '1.14.0']),
  'modules/other/Dockerfile': 'FROM scratch\nLABEL a=1\n',
  'modules/other/requirements.txt': 'numpy==2.2.4\n',
}

const diff = async (root: string, options: Partial<DiffOptions> = {}) => {
  const given: DiffOptions = { modules: [], since: 'HEAD', output: 'text', offline: true, ...options }
  const { code, out, logged } = await recordCommand(root, (context) => runDiff(given, context))
  expect([code, logged.filter((line) => !line.startsWith('Registry: '))]).toEqual([0, []])
  return out.replaceAll(/\b[0-9a-f]{12}\b/g, '…')
}

it('says which packages and bases differ, of the modules whose image does', async () => {
  const root = temporaryWorkspace(FILES)
  await commitAll(root)
  expect(await diff(root)).toBe('No image differs from HEAD (…).')
  writeFiles(root, {
    'modules/base/Dockerfile': 'FROM debian:forky-slim\n',
    'modules/tool/renv.lock': renv(['scran', '1.34.0'], ['SingleR', '2.6.0']),
    'modules/new/Dockerfile': 'FROM scratch\n',
    'modules/new/requirements.txt': 'numpy==2.2.4\n',
  })
  expect(await diff(root)).toBe(`base, since HEAD (…): the same packages
  added    base debian:forky-slim   not locked  Dockerfile
  removed  base debian:trixie-slim  not locked  Dockerfile

new, since HEAD (…): a new module; packages: 1 added
  added  numpy  2.2.4 (PyPI)  requirements.txt

tool, since HEAD (…): packages: 1 added, 1 removed, 1 changed
  changed  base public.ecr.aws/openscpca/base  key … → key …  Dockerfile
  changed  scran                               1.32.0 → 1.34.0                      renv.lock
  removed  scuttle                             1.14.0 (Bioconductor)                renv.lock
  added    SingleR                             2.6.0 (Bioconductor)                 renv.lock`)
  expect(await diff(root, { modules: ['other'] })).toBe('other, since HEAD (…): the image is the same')
})

it('says it as tables for a job summary, in which no package is more than text', async () => {
  const root = temporaryWorkspace(FILES)
  await commitAll(root)
  const hostile = '<img src=x> | [x](javascript:1)'
  writeFiles(root, { 'modules/tool/renv.lock': renv(['scran', '1.32.0'], ['scuttle', '1.14.0'], [hostile, '`1`']) })
  const out = await diff(root, { output: 'markdown' })
  expect(out).toContain('**tool**: packages: 1 added\n\n| | what | before | now | in |\n| --- | --- | --- | --- | --- |\n| added | ')
  expect(out).not.toMatch(/<img|\]\(|`1`/)
  expect(out.split('\n').filter((line) => line.startsWith('| added'))).toHaveLength(1)
})

it('tells sizes where both images are published, and goes on past a lockfile that cannot be read', async () => {
  const prefix = `${registry.host}/diff`
  const root = temporaryWorkspace({ ...FILES, 'modules/tool/Dockerfile': 'FROM scratch\nCOPY renv.lock /\n' }, { registry: prefix })
  const publish = async (content: string) => {
    const wanted = await createContentKeys(readWorkspace(root)).keyOf('tool')
    if (wanted.kind === 'broken') throw wanted.error
    await registry.put('diff/tool', wanted.contentTag, { content, labels: { [KEY_LABEL]: wanted.key } })
  }
  await commitAll(root)
  await publish('x'.repeat(1000))
  writeFiles(root, { 'modules/tool/renv.lock': '{\n  "R": {},,\n}' })
  expect(await diff(root, { modules: ['tool'], offline: false })).toMatch(
    /2 removed; not wholly read: renv\.lock; \S+ \S+ compressed before, not published yet\n/,
  )
  await publish('x'.repeat(3000))
  const out = await diff(root, { modules: ['tool'], offline: false })
  expect(out).toMatch(
    /^tool, since HEAD \(…\): packages: 2 removed; not wholly read: renv\.lock; \S+ kB → \S+ kB \(\+2\.0 kB\) compressed\n/,
  )
  expect(out).toContain('\n  warning: modules/tool/renv.lock:2: This is not JSON: a key is expected here.')
})

const uv = (version: string) =>
  `version = 1\n\n[[package]]\nname = "attrs"\nversion = "${version}"\nsource = { registry = "https://u:p@pypi.firm.example/simple" }\n`

it('reads lockfiles further down that the build reads, what they include, and constraints, then and now', async () => {
  const root = temporaryWorkspace({
    'modules/tool/Dockerfile': 'FROM scratch\nCOPY env /env\nCOPY yarn.lock /\n',
    'modules/tool/env/uv.lock': uv('24.1.0'),
    'modules/tool/env/requirements.txt': '-r more/base.in\n-c limits.txt\nscipy\n',
    'modules/tool/env/more/base.in': 'numpy==2.0.0\n',
    'modules/tool/env/limits.txt': 'scipy==1.14.0\nunused==1\n',
    'modules/tool/yarn.lock': '# yarn lockfile v1\n',
    'modules/tool/elsewhere/uv.lock': uv('1'),
  })
  await commitAll(root)
  writeFiles(root, {
    'modules/tool/env/uv.lock': uv('25.3.0'),
    'modules/tool/env/more/base.in': 'numpy==2.2.4\n',
    'modules/tool/env/limits.txt': 'scipy==1.15.0\nunused==2\n',
    'modules/tool/yarn.lock': '# yarn lockfile v1\n\n',
    'modules/tool/elsewhere/uv.lock': uv('2'),
  })
  expect(await diff(root)).toBe(`tool, since HEAD (…): packages: 3 changed; not wholly read: yarn.lock
  changed  scipy  1.14.0 → 1.15.0  env/requirements.txt
  changed  numpy  2.0.0 → 2.2.4    env/more/base.in
  changed  attrs  24.1.0 → 25.3.0  env/uv.lock
  warning: modules/tool/yarn.lock:1: Files of this name are not read: its packages are not known.`)
})

it('never says that packages are the same where a lockfile that differs cannot be read', async () => {
  const root = temporaryWorkspace({
    'modules/tool/Dockerfile': 'FROM scratch\nCOPY pixi.lock /\n',
    'modules/tool/pixi.lock': 'version: 99\n',
  })
  await commitAll(root)
  writeFiles(root, { 'modules/tool/pixi.lock': 'version: 99\npackages: []\n' })
  expect(await diff(root)).toBe(`tool, since HEAD (…): packages not known; not wholly read: pixi.lock
  warning: modules/tool/pixi.lock:1: It is of version 99; versions 4 to 7 are read.`)
})
