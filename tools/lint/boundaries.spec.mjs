import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { boundaries } from './boundaries.mjs'
import { findViolations } from './boundary-violations.mjs'

// Reading a whole workspace takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const PACKAGES = ['core', 'engine', 'registry', 'nx', 'e2e']
const NPM = [
  '@aws-sdk/client-ecr-public',
  '@nx/devkit',
  'dockerfile-ast',
  'execa',
  'minimatch',
  'nx',
  'p-limit',
  'semver',
  'undici',
  'vitest',
  'yaml',
  'valibot',
]

/** Everything the design allows, each at its place. */
const CLEAN = {
  'packages/core/src/index.ts': `export * from './key.js'\nexport { parseIt } from './parse.js'`,
  'packages/core/src/key.ts': `import { createHash } from 'node:crypto'\nimport { join } from 'node:path/posix'\nexport const key = [createHash, join]`,
  'packages/core/src/parse.ts': `import 'dockerfile-ast'\nimport 'minimatch'\nimport 'valibot'\nimport 'yaml'\nimport 'semver'\nexport const parseIt = 1`,
  'packages/core/src/key.spec.ts': `import 'vitest'\nimport 'node:fs'\nimport { key } from './key.js'\nexport { key }`,
  'packages/engine/src/index.ts': `export { run } from './run.js'`,
  'packages/engine/src/run.ts': `import { execa } from 'execa'\nimport 'node:child_process'\nimport { key } from '@module-images/core'\nexport const run = [execa, key]`,
  'packages/engine/src/run.int.spec.ts': `import 'node:child_process'\nimport { run } from './run.js'\nimport { server } from './testing/server.js'\nexport { run, server }`,
  'packages/engine/src/testing/server.ts': `import 'node:child_process'\nexport const server = 1`,
  'packages/registry/src/index.ts': `import { request } from 'node:http'\nimport type { Key } from '@module-images/core'\nexport * from './ecr-public/client.js'\nexport { request, type Key }`,
  'packages/registry/src/ecr-public/client.ts': `import { ECRPUBLIC } from '@aws-sdk/client-ecr-public'\nexport const client = ECRPUBLIC`,
  'packages/nx/src/index.ts': `import '@module-images/core'\nimport '@module-images/engine'\nimport '@module-images/registry'\nimport './inference/plugin.js'\nimport 'nx'\nimport 'p-limit'`,
  'packages/nx/src/inference/plugin.ts': `import { readFileSync } from 'node:fs'\nimport '@nx/devkit'\nimport { readModule } from '../workspace/read-module.js'\nexport const plugin = [readFileSync, readModule]`,
  'packages/nx/src/workspace/read-module.ts': `import { readFile } from 'node:fs/promises'\nimport 'node:path'\nimport { key } from '@module-images/core'\nexport const readModule = [readFile, key]`,
  'packages/e2e/src/index.ts': `import 'node:child_process'\nimport '@nx/devkit'\nexport {}`,
  'tools/set-up/start.mjs': `import 'node:child_process'\nexport const start = 1`,
}

/** For each rule the files that break it: [file, its text, where that leads]. */
const PLANTED = Object.entries({
  '1-core-imports-only-core': [
    ['packages/core/src/static.ts', `import { readFileSync } from 'node:fs'`, 'fs'],
    ['packages/core/src/path.ts', `import { join } from 'node:path'`, 'path'],
    ['packages/core/src/process.ts', `import { env } from 'node:process'`, 'process'],
    ['packages/core/src/builtin.ts', `process.getBuiltinModule('node:fs')`, 'fs'],
    ['packages/core/src/dynamic.ts', `export const x = () => import('p-limit')`, 'node_modules/p-limit/index.js'],
    ['packages/core/src/require.ts', `require('undici')`, 'node_modules/undici/index.js'],
    ['packages/core/src/type.ts', `import type { A } from '@module-images/engine'`, 'packages/engine/src/index.ts'],
    ['packages/core/src/nested.ts', `import 'nested'`, 'packages/core/node_modules/nested/index.js'],
  ],
  '1-core-tests-import-no-other-package': [
    ['packages/core/src/a.spec.ts', `import '@module-images/registry'`, 'packages/registry/src/index.ts'],
  ],
  '2-engine-and-registry-import-only-core': [
    ['packages/engine/src/static.ts', `import '@module-images/registry'`, 'packages/registry/src/index.ts'],
    ['packages/registry/src/dynamic.ts', `import('@module-images/engine')`, 'packages/engine/src/index.ts'],
    ['packages/registry/src/require.ts', `require('@module-images/engine')`, 'packages/engine/src/index.ts'],
    ['packages/engine/src/type.ts', `export type A = import('@module-images/registry').A`, 'packages/registry/src/index.ts'],
    ['packages/engine/src/to-nx.ts', `import type { A } from '@module-images/nx'`, 'packages/nx/src/index.ts'],
  ],
  '2-nothing-imports-nx-or-e2e': [
    ['packages/registry/src/to-nx.ts', `import '@module-images/nx'`, 'packages/nx/src/index.ts'],
    ['packages/e2e/src/to-nx.ts', `import('@module-images/nx')`, 'packages/nx/src/index.ts'],
    ['packages/nx/src/to-e2e.ts', `import type { A } from '@module-images/e2e'`, 'packages/e2e/src/index.ts'],
  ],
  '2-nothing-imports-nx-or-e2e-from-tools': [['tools/to-nx.mjs', `import '@module-images/nx'`, 'packages/nx/src/index.ts']],
  '3-processes-only-in-engine-run': [
    ['packages/engine/src/other.ts', `import { spawn } from 'node:child_process'`, 'child_process'],
    ['packages/engine/src/run/run.ts', `import { spawn } from 'child_process'`, 'child_process'],
    ['packages/nx/src/dynamic-process.ts', `await import('execa')`, 'node_modules/execa/index.js'],
    ['packages/registry/src/require-process.ts', `require('node:child_process')`, 'child_process'],
    ['packages/nx/src/type-process.ts', `import type { Result } from 'execa'`, 'node_modules/execa/index.js'],
    ['packages/nx/src/unit.spec.ts', `import 'node:child_process'`, 'child_process'],
  ],
  '3-aws-sdk-only-in-ecr-public': [
    ['packages/registry/src/aws.ts', `import '@aws-sdk/client-ecr-public'`, 'node_modules/@aws-sdk/client-ecr-public/index.js'],
    ['packages/nx/src/aws.ts', `import('@aws-sdk/client-ecr-public')`, 'node_modules/@aws-sdk/client-ecr-public/index.js'],
    [
      'packages/nx/src/aws-type.ts',
      `import type { A } from '@aws-sdk/client-ecr-public'`,
      'node_modules/@aws-sdk/client-ecr-public/index.js',
    ],
  ],
  '3-product-never-imports-tests': [
    ['packages/engine/src/leak.ts', `import { server } from './testing/server.js'`, 'packages/engine/src/testing/server.ts'],
  ],
  '4-nx-only-in-nx': [
    ['packages/engine/src/devkit.ts', `import type { Tree } from '@nx/devkit'`, 'node_modules/@nx/devkit/index.js'],
    ['packages/core/src/nx.ts', `require('nx')`, 'node_modules/nx/index.js'],
    ['tools/devkit.mjs', `await import('@nx/devkit')`, 'node_modules/@nx/devkit/index.js'],
  ],
  '4-inference-imports-only-core-and-files': [
    ['packages/nx/src/inference/http.ts', `import 'node:http'`, 'http'],
    ['packages/nx/src/inference/dynamic.ts', `import('@module-images/registry')`, 'packages/registry/src/index.ts'],
    ['packages/nx/src/workspace/require.ts', `require('undici')`, 'node_modules/undici/index.js'],
    ['packages/nx/src/workspace/type.ts', `import type { A } from '@module-images/engine'`, 'packages/engine/src/index.ts'],
    ['packages/nx/src/inference/report.ts', `import '../report.js'`, 'packages/nx/src/report.ts'],
  ],
  '4-inference-never-reaches-network-or-process': [
    ['packages/nx/src/inference/far.ts', `import '../far/one.js'`, 'packages/nx/src/far/one.ts → packages/nx/src/far/two.ts → dns'],
  ],
  '5-no-cycles': [
    ['packages/engine/src/cycle-a.ts', `import './cycle-b.js'`, 'packages/engine/src/cycle-b.ts → packages/engine/src/cycle-a.ts'],
    [
      'packages/engine/src/type-cycle-a.ts',
      `import type { B } from './type-cycle-b.js'`,
      'packages/engine/src/type-cycle-b.ts → packages/engine/src/type-cycle-a.ts',
    ],
  ],
  '5-no-deep-imports': [
    ['packages/nx/src/deep-relative.ts', `import '../../core/src/key.js'`, 'packages/core/src/key.ts'],
    ['packages/nx/src/deep-name.ts', `import('@module-images/core/src/key.js')`, '@module-images/core/src/key.js'],
    ['packages/nx/src/deep-dist.ts', `require('../../core/dist/index.js')`, 'packages/core/dist/index.js'],
    ['packages/nx/src/deep-type.ts', `import type { key } from '../../core/src/key.js'`, 'packages/core/src/key.ts'],
  ],
  '5-no-deep-imports-from-tools': [['tools/deep.mjs', `import '../packages/core/src/key.js'`, 'packages/core/src/key.ts']],
  '5-packages-are-imported-by-name': [['packages/nx/src/by-path.ts', `import '../../core/src/index.js'`, 'packages/core/src/index.ts']],
  '5-packages-never-import-tools': [['packages/nx/src/to-tools.ts', `import('../../../tools/set-up/start.mjs')`, 'tools/set-up/start.mjs']],
  '5-every-import-resolves': [['packages/nx/src/nowhere.ts', `import 'no-such-package'`, 'no-such-package']],
}).flatMap(([rule, files]) => files.map((file) => [rule, ...file]))

/** Innocent by themselves; they complete what is planted. */
const ACCOMPLICES = {
  'packages/core/node_modules/nested/package.json': '{ "name": "nested", "main": "index.js" }',
  'packages/core/node_modules/nested/index.js': '',
  'packages/core/dist/index.js': '',
  'packages/nx/src/report.ts': 'export {}',
  'packages/nx/src/far/one.ts': `import './two.js'`,
  'packages/nx/src/far/two.ts': `import 'node:dns'`,
  'packages/engine/src/cycle-b.ts': `import './cycle-a.js'`,
  'packages/engine/src/type-cycle-b.ts': `import type { A } from './type-cycle-a.js'`,
}

const roots = []
afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true })))

describe('a clean workspace', () => {
  it('breaks no rule', async () => {
    expect(await findViolations(plant(CLEAN))).toEqual([])
  })
})

describe('a workspace with planted violations', () => {
  let root
  let violations
  beforeAll(async () => {
    const planted = Object.fromEntries(PLANTED.map(([, file, text]) => [file, text]))
    root = plant({ ...CLEAN, ...ACCOMPLICES, ...planted })
    violations = await findViolations(root)
  })

  it.each(PLANTED)('%s: %s', (rule, file, _text, to) => {
    expect(violations).toContainEqual({ rule, why: boundaries.find(({ name }) => name === rule).comment, from: file, to })
  })

  it('plants a violation of every rule', () => {
    expect([...new Set(PLANTED.map(([rule]) => rule))]).toEqual(boundaries.map(({ name }) => name))
  })

  it('blames no innocent file', () => {
    const guilty = new Set([...PLANTED.map(([, file]) => file), 'packages/engine/src/cycle-b.ts', 'packages/engine/src/type-cycle-b.ts'])
    expect(violations.filter(({ from }) => !guilty.has(from))).toEqual([])
  })

  it('fails as a program, naming each rule', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'check-boundaries.mjs'), root], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr.match(/^\S+(?=: )/gm).toSorted()).toEqual(boundaries.map(({ name }) => name).toSorted())
  })
})

/** A workspace as npm lays it out: packages linked by name, npm packages as empty stand-ins. */
function plant(files) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'boundaries-')))
  roots.push(root)
  for (const [file, text] of Object.entries(files)) write(join(root, file), text)
  for (const name of NPM) {
    write(join(root, 'node_modules', name, 'package.json'), JSON.stringify({ name, main: 'index.js' }))
    write(join(root, 'node_modules', name, 'index.js'), '')
  }
  mkdirSync(join(root, 'node_modules/@module-images'))
  for (const name of PACKAGES) {
    const exports = { '.': { '@module-images/source': './src/index.ts', default: './dist/index.js' } }
    write(join(root, 'packages', name, 'package.json'), JSON.stringify({ name: `@module-images/${name}`, exports }))
    symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@module-images', name))
  }
  return root
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
