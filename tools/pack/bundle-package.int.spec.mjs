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
    dependencies: { '@module-images/core': '1.0.0', '@nx/devkit': '^24.0.0' },
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
  'node_modules/valibot/package.json': JSON.stringify({ name: 'valibot', version: '1.5.0', type: 'module', main: './index.js' }),
  'node_modules/valibot/index.js': "export const optional = 'included'\n",
  'node_modules/valibot/LICENSE-MIT': 'MIT, in full\n',
}

it('makes one package of two: a file an entry point, and what these share once', async () => {
  const target = await bundle(FILES)
  const written = readdirSync(join(target, 'dist'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(written.map(({ name }) => name.replace(/-[\w-]{8}\.js$/, '-….js')).sort()).toEqual([
    'executor.js',
    'guard.js',
    'index.d.ts',
    'index.js',
    'licenses.txt',
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

it('takes in what it imports, with its licence, and leaves what stays outside a dependency', async () => {
  const devkit = "export const later = () => import('@nx/devkit')\n"
  const target = await bundle({ ...FILES, 'nx/dist/executor.js': `${devkit}export { optional as one } from 'valibot'\n` })
  const probe = "const { one } = await import('./dist/executor.js')\nconsole.log(one)"
  expect(run(['--input-type=module', '--eval', probe], target)).toBe('included\n')
  expect(readFileSync(join(target, 'dist/licenses.txt'), 'utf8')).toBe('valibot 1.5.0\n\nMIT, in full\n')
  expect(JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))).toMatchObject({ dependencies: { '@nx/devkit': '^24.0.0' } })
})

const REQUIRE = "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n"

it.each([
  ["export { one } from 'undeclared/deep'\n", 'dist/executor.js imports undeclared/deep, which no package declares.'],
  [`${REQUIRE}require('undeclared')\n`, 'dist/executor.js imports undeclared, which no package declares.'],
  [`${REQUIRE}require('valibot')\n`, 'dist/executor.js requires valibot, which is part of the package: name it among those outside.'],
])('refuses %j', async (code, message) => {
  await expect(bundle({ ...FILES, 'nx/dist/executor.js': code })).rejects.toThrow(message)
})

it('refuses a package without a licence', async () => {
  const files = Object.fromEntries(Object.entries(FILES).filter(([name]) => !name.endsWith('LICENSE-MIT')))
  const bundled = bundle({ ...files, 'nx/dist/executor.js': "export { optional as one } from 'valibot'\n" })
  await expect(bundled).rejects.toThrow('valibot has no licence, so it cannot be part of the package.')
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
