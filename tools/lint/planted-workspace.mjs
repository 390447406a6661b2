/** A workspace in small for the test of the boundaries: all that is allowed, and for each rule what breaks it. */

export const NPM = [
  '@aws-sdk/client-ecr-public',
  '@nx/devkit',
  'dockerfile-ast',
  'execa',
  'minimatch',
  'nx',
  'p-limit',
  'semver',
  'undici',
  'valibot',
  'vitest',
  'yaml',
]

/** What each package's package.json declares, which is what its sources import. */
export const DECLARED = {
  core: ['dockerfile-ast', 'minimatch', 'semver', 'valibot', 'yaml'],
  lockfiles: ['@module-images/core'],
  check: ['@module-images/core', '@module-images/lockfiles'],
  workflows: ['@module-images/core'],
  workspace: ['@module-images/core'],
  process: ['@module-images/core', 'execa'],
  git: ['@module-images/process'],
  engine: ['@module-images/core', '@module-images/process'],
  registry: ['@aws-sdk/client-ecr-public', '@module-images/core'],
  catalogue: ['@module-images/core', '@module-images/lockfiles'],
  trust: ['@module-images/core', '@module-images/lockfiles'],
  app: ['check', 'workflows', 'workspace', 'git', 'engine', 'registry', 'catalogue', 'trust'].map((name) => `@module-images/${name}`),
  nx: ['@module-images/app', '@module-images/workspace', '@nx/devkit', 'nx', 'p-limit'],
  e2e: [],
}

const named = (/** @type {string[]} */ ...names) => names.map((name) => `import '@module-images/${name}'`).join('\n')

/** Everything the design allows, each at its place. @type {Readonly<Record<string, string>>} */
export const CLEAN = {
  'packages/core/src/index.ts': `export * from './key.js'\nexport { parseIt } from './text/parse.js'`,
  'packages/core/src/key.ts': `import { createHash } from 'node:crypto'\nimport { join } from 'node:path/posix'\nimport './text/parse.js'\nexport const key = [createHash, join]`,
  'packages/core/src/errors.ts': `export const errors = 1`,
  'packages/core/src/text/parse.ts': `import 'dockerfile-ast'\nimport 'minimatch'\nimport 'valibot'\nimport 'yaml'\nimport 'semver'\nimport '../errors.js'\nexport const parseIt = 1`,
  'packages/core/src/key.spec.ts': `import 'vitest'\nimport 'node:fs'\nimport { key } from './key.js'\nexport { key }`,
  'packages/lockfiles/src/index.ts': named('core'),
  'packages/check/src/index.ts': named('core', 'lockfiles'),
  'packages/workflows/src/index.ts': named('core'),
  'packages/workspace/src/index.ts': `import { readFile } from 'node:fs/promises'\nimport 'node:path'\nimport { key } from '@module-images/core'\nexport const readModule = [readFile, key]`,
  'packages/process/src/index.ts': `export { run } from './spawn.js'`,
  'packages/process/src/spawn.ts': `import { execa } from 'execa'\nimport 'node:child_process'\nimport { key } from '@module-images/core'\nexport const run = [execa, key]`,
  'packages/process/src/spawn.int.spec.ts': `import 'node:child_process'\nimport { run } from './spawn.js'\nimport { server } from './testing/server.js'\nexport { run, server }`,
  'packages/process/src/testing/server.ts': `import 'node:child_process'\nimport 'vitest'\nexport const server = 1`,
  'packages/git/src/index.ts': named('process'),
  'packages/engine/src/index.ts': named('core', 'process'),
  'packages/registry/src/index.ts': `import { request } from 'node:http'\nimport type { Key } from '@module-images/core'\nexport * from './ecr-public/client.js'\nexport { request, type Key }`,
  'packages/registry/src/ecr-public/client.ts': `import { ECRPUBLIC } from '@aws-sdk/client-ecr-public'\nexport const client = ECRPUBLIC`,
  'packages/catalogue/src/index.ts': named('core', 'lockfiles'),
  'packages/trust/src/index.ts': named('core', 'lockfiles'),
  'packages/app/src/index.ts': `import './cli/main.js'\nexport {}`,
  'packages/app/src/cli/main.ts': `import './commands/plan.js'\nimport './commands/lock.js'`,
  'packages/app/src/cli/commands/plan.ts': `export const load = () => import('../../commands/plan/plan-workspace.js')`,
  'packages/app/src/cli/commands/lock.ts': `import '../../commands/lock/write-locks.js'`,
  'packages/app/src/commands/plan/plan-workspace.ts': `import './render-plan.js'\n${named('engine', 'registry', 'git', 'workspace')}`,
  'packages/app/src/commands/plan/render-plan.ts': named('check', 'workflows', 'catalogue', 'trust'),
  'packages/app/src/commands/lock/write-locks.ts': `export {}`,
  'packages/nx/src/index.ts': `${named('app')}\nimport './inference/plugin.js'\nimport 'nx'\nimport 'p-limit'`,
  'packages/nx/src/inference/plugin.ts': `import { readFileSync } from 'node:fs'\nimport '@nx/devkit'\nimport { readModule } from '@module-images/workspace'\nexport const plugin = [readFileSync, readModule]`,
  'packages/e2e/src/index.ts': `import 'node:child_process'\nimport '@nx/devkit'\nexport {}`,
  'tools/set-up/start.mjs': `import 'node:child_process'\nexport const start = 1`,
}

/** @type {Readonly<Record<string, readonly (readonly [file: string, text: string, to: string])[]>>} */
const BREACHES = {
  '1-pure-packages-use-no-builtin': [
    ['packages/core/src/static.ts', `import { readFileSync } from 'node:fs'`, 'fs'],
    ['packages/core/src/path.ts', `import { join } from 'node:path'`, 'path'],
    ['packages/lockfiles/src/process.ts', `import { env } from 'node:process'`, 'process'],
    ['packages/core/src/builtin.ts', `process.getBuiltinModule('node:fs')`, 'fs'],
    ['packages/workflows/src/dynamic.ts', `export const x = () => import('p-limit')`, 'node_modules/p-limit/index.js'],
    ['packages/check/src/require.ts', `require('undici')`, 'node_modules/undici/index.js'],
    ['packages/core/src/nested.ts', `import 'nested'`, 'packages/core/node_modules/nested/index.js'],
  ],
  '2-core-imports-only-what-is-below': [
    ['packages/core/src/type.ts', `import type { A } from '@module-images/engine'`, 'packages/engine/src/index.ts'],
    ['packages/core/src/a.spec.ts', `import '@module-images/registry'`, 'packages/registry/src/index.ts'],
  ],
  '2-lockfiles-imports-only-what-is-below': [['packages/lockfiles/src/up.ts', named('check'), 'packages/check/src/index.ts']],
  '2-check-imports-only-what-is-below': [['packages/check/src/up.ts', named('workspace'), 'packages/workspace/src/index.ts']],
  '2-workflows-imports-only-what-is-below': [['packages/workflows/src/up.ts', named('lockfiles'), 'packages/lockfiles/src/index.ts']],
  '2-workspace-imports-only-what-is-below': [['packages/workspace/src/up.ts', named('git'), 'packages/git/src/index.ts']],
  '2-process-imports-only-what-is-below': [['packages/process/src/up.ts', named('git'), 'packages/git/src/index.ts']],
  '2-git-imports-only-what-is-below': [['packages/git/src/up.ts', named('engine'), 'packages/engine/src/index.ts']],
  '2-engine-imports-only-what-is-below': [
    ['packages/engine/src/static.ts', `import '@module-images/registry'`, 'packages/registry/src/index.ts'],
    ['packages/engine/src/type.ts', `export type A = import('@module-images/registry').A`, 'packages/registry/src/index.ts'],
    ['packages/engine/src/to-nx.ts', `import type { A } from '@module-images/nx'`, 'packages/nx/src/index.ts'],
  ],
  '2-registry-imports-only-what-is-below': [
    ['packages/registry/src/dynamic.ts', `import('@module-images/engine')`, 'packages/engine/src/index.ts'],
    ['packages/registry/src/require.ts', `require('@module-images/process')`, 'packages/process/src/index.ts'],
  ],
  '2-catalogue-imports-only-what-is-below': [['packages/catalogue/src/up.ts', named('app'), 'packages/app/src/index.ts']],
  '2-trust-imports-only-what-is-below': [['packages/trust/src/up.ts', named('registry'), 'packages/registry/src/index.ts']],
  '2-app-imports-only-what-is-below': [['packages/app/src/to-nx.ts', named('nx'), 'packages/nx/src/index.ts']],
  '2-nx-imports-only-what-is-below': [
    ['packages/nx/src/to-engine.ts', named('engine'), 'packages/engine/src/index.ts'],
    ['packages/nx/src/to-e2e.ts', `import type { A } from '@module-images/e2e'`, 'packages/e2e/src/index.ts'],
  ],
  '2-e2e-imports-only-what-is-below': [['packages/e2e/src/to-nx.ts', `import('@module-images/nx')`, 'packages/nx/src/index.ts']],
  '2-nothing-imports-nx-or-e2e-from-tools': [['tools/to-nx.mjs', `import '@module-images/nx'`, 'packages/nx/src/index.ts']],
  '3-processes-only-in-spawn': [
    ['packages/process/src/other.ts', `import { spawn } from 'node:child_process'`, 'child_process'],
    ['packages/process/src/spawn/spawn.ts', `import { spawn } from 'child_process'`, 'child_process'],
    ['packages/nx/src/dynamic-process.ts', `await import('execa')`, 'node_modules/execa/index.js'],
    ['packages/registry/src/require-process.ts', `require('node:child_process')`, 'child_process'],
    ['packages/app/src/type-process.ts', `import type { Result } from 'execa'`, 'node_modules/execa/index.js'],
    ['packages/nx/src/unit.spec.ts', `import 'node:child_process'`, 'child_process'],
  ],
  '3-aws-sdk-only-in-its-kinds': [
    ['packages/registry/src/kinds/aws.ts', `import '@aws-sdk/client-ecr-public'`, 'node_modules/@aws-sdk/client-ecr-public/index.js'],
    ['packages/app/src/aws.ts', `import('@aws-sdk/client-ecr-public')`, 'node_modules/@aws-sdk/client-ecr-public/index.js'],
    ['tools/aws.mjs', `require('@aws-sdk/client-ecr-public')`, 'node_modules/@aws-sdk/client-ecr-public/index.js'],
  ],
  '3-product-never-imports-tests': [
    ['packages/process/src/leak.ts', `import { server } from './testing/server.js'`, 'packages/process/src/testing/server.ts'],
  ],
  '4-nx-only-in-nx': [
    ['packages/app/src/devkit.ts', `import type { Tree } from '@nx/devkit'`, 'node_modules/@nx/devkit/index.js'],
    ['packages/core/src/nx.ts', `require('nx')`, 'node_modules/nx/index.js'],
    ['tools/devkit.mjs', `await import('@nx/devkit')`, 'node_modules/@nx/devkit/index.js'],
  ],
  '4-inference-imports-only-core-workspace-and-files': [
    ['packages/nx/src/inference/http.ts', `import 'node:http'`, 'http'],
    ['packages/nx/src/inference/dynamic.ts', `import('@module-images/app')`, 'packages/app/src/index.ts'],
    ['packages/workspace/src/require.ts', `require('undici')`, 'node_modules/undici/index.js'],
    ['packages/workspace/src/type.ts', `import type { A } from '@module-images/process'`, 'packages/process/src/index.ts'],
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
  '5-no-folder-cycles': [
    // Three folders, and no two files that import each other.
    ['packages/git/src/one/a.ts', `import '../two/a.js'`, 'packages/git/src/two/a.ts'],
    ['packages/git/src/two/b.ts', `import type { A } from '../three/a.js'`, 'packages/git/src/three/a.ts'],
    ['packages/git/src/three/b.ts', `export const load = () => import('../one/b.js')`, 'packages/git/src/one/b.ts'],
    // A folder and what is below it.
    ['packages/git/src/above/a.ts', `import './below/b.js'`, 'packages/git/src/above/below/b.ts'],
    ['packages/git/src/above/below/a.ts', `import '../b.js'`, 'packages/git/src/above/b.ts'],
    // A file directly below `src` that stands above a folder and below it.
    ['packages/git/src/both.ts', `import './folder/a.js'`, 'packages/git/src/folder/a.ts'],
  ],
  '5-commands-never-import-commands': [
    ['packages/app/src/commands/plan/lend.ts', `import '../lock/write-locks.js'`, 'packages/app/src/commands/lock/write-locks.ts'],
  ],
  '5-command-lines-never-import-each-other': [
    ['packages/app/src/cli/commands/verify.ts', `import './lock.js'`, 'packages/app/src/cli/commands/lock.ts'],
  ],
  '5-no-deep-imports': [
    ['packages/app/src/deep-relative.ts', `import '../../core/src/key.js'`, 'packages/core/src/key.ts'],
    ['packages/app/src/deep-name.ts', `import('@module-images/core/src/key.js')`, '@module-images/core/src/key.js'],
    ['packages/app/src/deep-dist.ts', `require('../../core/dist/index.js')`, 'packages/core/dist/index.js'],
    ['packages/app/src/deep-type.ts', `import type { key } from '../../core/src/key.js'`, 'packages/core/src/key.ts'],
  ],
  '5-no-deep-imports-from-tools': [['tools/deep.mjs', `import '../packages/core/src/key.js'`, 'packages/core/src/key.ts']],
  '5-packages-are-imported-by-name': [['packages/app/src/by-path.ts', `import '../../core/src/index.js'`, 'packages/core/src/index.ts']],
  '5-packages-never-import-tools': [['packages/nx/src/to-tools.ts', `import('../../../tools/set-up/start.mjs')`, 'tools/set-up/start.mjs']],
  '5-every-import-resolves': [['packages/nx/src/nowhere.ts', `import 'no-such-package'`, 'no-such-package']],
  '5-imports-are-declared': [
    ['packages/engine/src/undeclared.ts', `import type { A } from 'valibot'`, 'valibot'],
    ['packages/git/src/undeclared.ts', `import { key } from '@module-images/core'`, '@module-images/core'],
    ['packages/registry/src/scoped.ts', `export const load = () => import('yaml/util.js')`, 'yaml'],
  ],
}

/** For each rule the files that break it: [rule, file, its text, where that leads]. */
export const PLANTED = Object.entries(BREACHES).flatMap(([rule, files]) =>
  files.map(([file, text, to]) => /** @type {const} */ ([rule, file, text, to])),
)

/** Innocent by themselves; they complete what is planted. @type {Readonly<Record<string, string>>} */
export const COMPANIONS = {
  'packages/core/node_modules/nested/package.json': '{ "name": "nested", "main": "index.js" }',
  'packages/core/node_modules/nested/index.js': '',
  'packages/core/dist/index.js': '',
  'packages/nx/src/report.ts': 'export {}',
  'packages/nx/src/far/one.ts': `import './two.js'`,
  'packages/nx/src/far/two.ts': `import 'node:dns'`,
  'packages/engine/src/cycle-b.ts': `import './cycle-a.js'`,
  'packages/engine/src/type-cycle-b.ts': `import type { A } from './type-cycle-a.js'`,
  'packages/git/src/one/b.ts': 'export {}',
  'packages/git/src/two/a.ts': 'export {}',
  'packages/git/src/three/a.ts': 'export {}',
  'packages/git/src/above/b.ts': 'export {}',
  'packages/git/src/above/below/b.ts': 'export {}',
  'packages/git/src/folder/a.ts': `import '../both.js'`,
  'node_modules/yaml/util.js': '',
}
