import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bundlePackages } from './bundle-package.mjs'
import { readPackages } from './read-packages.mjs'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'module-images-bundle-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const SHARED = { type: 'module', version: '1.0.0', sideEffects: false }

const FILES = {
  'nx/package.json': JSON.stringify({
    ...SHARED,
    name: '@module-images/nx',
    files: ['bin', 'dist', 'executors.json', '!dist/.tsbuildinfo'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    dependencies: { '@module-images/core': '1.0.0' },
  }),
  'nx/dist/index.js': "export { Shared } from '@module-images/core'\n",
  'nx/dist/index.d.ts': "import type { Shared } from '@module-images/core';\nexport declare const made: Shared;\n",
  'nx/dist/cli/main.js': "import { findGuard } from '@module-images/core'\nconsole.log(findGuard())\n",
  'nx/bin/tool.js': "import '../dist/cli/main.js'\n",
  'nx/dist/executor.js': "import { Shared } from '@module-images/core'\nexport const one = new Shared()\n",
  'nx/executors.json': JSON.stringify({ executors: { one: { implementation: './dist/executor.js#one' } } }),
  'core/package.json': JSON.stringify({
    ...SHARED,
    name: '@module-images/core',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    imports: { '#guard': './dist/deep/guard.js' },
    dependencies: { valibot: '^1.5.0' },
  }),
  'core/dist/index.js': "export * from './shared.js'\nexport * from './deep/find-guard.js'\nexport { optional } from 'valibot'\n",
  'core/dist/index.d.ts': 'export declare class Shared {\n    #own;\n}\n',
  'core/dist/shared.js': 'export class Shared {}\n',
  'core/dist/deep/find-guard.js': [
    "import { createRequire } from 'node:module'",
    "export const findGuard = () => createRequire(import.meta.url).resolve('#guard')",
  ].join('\n'),
  'core/dist/deep/guard.js': "console.log('guarding')\n",
}

it('makes one package of two: a file an entry point, and what these share once', async () => {
  const target = await bundle(FILES)
  const written = readdirSync(join(target, 'dist'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(written.map(({ name }) => name.replace(/-[\w-]{8}\.js$/, '-….js')).sort()).toEqual([
    'executor.js',
    'guard.js',
    'index.d.ts',
    'index.js',
    'main.js',
    'shared-….js',
  ])
  expect(readdirSync(target).sort()).toEqual(['bin', 'dist', 'executors.json', 'package.json'])
  expect(readFileSync(join(target, 'dist/index.d.ts'), 'utf8')).not.toContain('@module-images')

  const probe = `const [{ one }, { Shared }] = await Promise.all([import('./dist/executor.js'), import('@module-images/nx')])
  console.log(one instanceof Shared)`
  expect(run(['--input-type=module', '--eval', probe], target)).toBe('true\n')
  const guard = run(['bin/tool.js'], target).trim()
  expect(guard).toBe(join(target, 'dist/guard.js'))
  expect(run([guard], target)).toBe('guarding\n')
})

it('refuses an import that no package declares', async () => {
  const files = { ...FILES, 'nx/dist/executor.js': "export { one } from 'undeclared/deep'\n" }
  await expect(bundle(files)).rejects.toThrow('dist/executor.js imports undeclared/deep, which no package declares.')
})

/** @param {Readonly<Record<string, string>>} files @returns the folder of the one package */
async function bundle(files) {
  const source = join(folder, 'source')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(source, name, '..'), { recursive: true })
    writeFileSync(join(source, name), text)
  }
  mkdirSync(join(source, 'node_modules/@module-images'), { recursive: true })
  symlinkSync(join(source, 'core'), join(source, 'node_modules/@module-images/core'))
  const target = join(folder, 'target')
  mkdirSync(target)
  await bundlePackages(readPackages(source, 'nx'), target)
  return target
}

/** @type {(args: readonly string[], cwd: string) => string} */
function run(args, cwd) {
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8' })
}
