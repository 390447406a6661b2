import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bundlePackage } from './bundle-package.mjs'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'module-images-bundle-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('joins a package to one file an entry point and what these share, types and other packages apart', async () => {
  const files = {
    'package.json': JSON.stringify({
      type: 'module',
      files: ['bin', 'dist', 'executors.json', '!dist/.tsbuildinfo'],
      exports: { '.': { default: './dist/index.js' }, './more': { default: './dist/more/index.js' }, './package.json': './package.json' },
    }),
    'dist/index.js': "export { Shared } from './shared.js'\nexport { optional } from 'valibot'\n",
    'dist/index.d.ts': 'export {}\n',
    'dist/index.js.map': '{}',
    'dist/more/index.js': "import { Shared } from '../shared.js'\nexport const made = new Shared()\n",
    'dist/shared.js': 'export class Shared {}\n',
    'dist/cli/main.js': "import { word } from './word.js'\nconsole.log(word)\n",
    'dist/cli/word.js': "export const word = 'said'\n",
    'bin/tool.js': "import '../dist/cli/main.js'\n",
    'dist/executor.js': "export * from './shared.js'\n",
    'executors.json': JSON.stringify({ executors: { one: { implementation: './dist/executor.js#Shared' } } }),
  }
  const source = join(folder, 'source')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(source, name, '..'), { recursive: true })
    writeFileSync(join(source, name), text)
  }
  const target = join(folder, 'target')
  await bundlePackage(source, target)
  const written = readdirSync(join(target, 'dist'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(written.map(({ name }) => name.replace(/-[\w-]{8}\.js$/, '-….js')).sort()).toEqual([
    'executor.js',
    'index.d.ts',
    'index.js',
    'index.js',
    'main.js',
    'shared-….js',
  ])
  expect(readdirSync(target).sort()).toEqual(['bin', 'dist', 'executors.json', 'package.json'])

  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(target, 'node_modules'))
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', PROBE], { cwd: target, encoding: 'utf8' })
  expect(JSON.parse(said)).toEqual({ oneClass: true, otherPackage: true })
  expect(execFileSync(process.execPath, ['bin/tool.js'], { cwd: target, encoding: 'utf8' })).toBe('said\n')
})

const PROBE = `
import { optional } from 'valibot'
import * as main from './dist/index.js'
import { made } from './dist/more/index.js'
console.log(JSON.stringify({ oneClass: made instanceof main.Shared, otherPackage: main.optional === optional }))`
