/**
 * The boundaries of the design as rules of dependency-cruiser: who may import whom. Static imports, `import()`, `require`
 * and type-only imports all count. Rules match paths from the workspace root, builtin names, or, unresolved, the text of the import.
 * Form: https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md
 */

const PURE =
  '`core`, `lockfiles`, `check`, `workflows` and `trust` are pure: no builtin but `node:path/posix` and `node:crypto`, no `process`, no `fetch`.'
const LAYERS =
  'A package imports only those below it, as the table says: `core` none, `engine` and `registry` never each other, `app` both. Nothing imports `nx` or `e2e`.'
const DOORS =
  '`node:child_process` and `execa` only in `packages/process/src/spawn.ts`. The AWS SDK only under `packages/registry/src/`, in `aws/`, `ecr/` and `ecr-public/`.'
const NX_ONLY_IN_NX =
  '`@nx/*` only in `packages/nx` (and e2e). Inference, which runs on every `nx` command, reaches `core` and `workspace`; ' +
  'never the network, a process or the AWS SDK.'
/** The entry points of a package: what its package.json exports. */
const ENTRIES = ['^packages/[^/]+/src/index\\.ts$', '^packages/[^/]+/src/testing/index\\.ts$']
const TIDY = "No cycles; no import past a package's entry points."

const COMMANDS = 'Commands never import commands: what two of them need belongs in a folder below them.'

/** Which packages each may import, beside itself. */
const PACKAGES = {
  core: [],
  lockfiles: ['core'],
  check: ['core', 'lockfiles'],
  workflows: ['core'],
  workspace: ['core'],
  process: ['core'],
  git: ['core', 'process'],
  engine: ['core', 'process'],
  registry: ['core'],
  catalogue: ['core', 'lockfiles'],
  trust: ['core', 'lockfiles'],
  app: ['core', 'lockfiles', 'check', 'workflows', 'workspace', 'process', 'git', 'engine', 'registry', 'catalogue', 'trust'],
  nx: ['core', 'lockfiles', 'check', 'workflows', 'workspace', 'process', 'app'],
  e2e: [],
}
const PURE_PACKAGES = '^packages/(core|lockfiles|check|workflows|trust)/'

const TESTS = '\\.spec\\.ts$|/testing/'
const TESTS_WITH_PROCESSES = '\\.int\\.spec\\.ts$|/testing/'
const INFERENCE = '^packages/(nx/src/inference|workspace/src)/'

const PROCESSES = [
  builtin('child_process', 'cluster'),
  npm('execa', 'cross-spawn', 'nano-spawn', 'tinyexec', 'zx', 'shelljs', '@actions/exec'),
]
const AWS_SDK = [npm('@aws-sdk/[^/]+', '@smithy/[^/]+', 'aws-sdk')]
const NETWORK = [
  builtin('http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises'),
  npm('undici', 'axios', 'node-fetch', 'got', 'ky'),
]

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const boundaries = [
  {
    name: '1-pure-packages-use-no-builtin',
    comment: PURE,
    from: { path: PURE_PACKAGES, pathNot: TESTS },
    to: {
      pathNot: [
        '^packages/[^/]+/src/',
        builtin('path/posix', 'crypto'),
        npm('dockerfile-ast', 'js-yaml', 'jsonc-parser', 'minimatch', 'valibot', 'yaml', 'semver', 'smol-toml'),
        // Formats of what is known of an image, and the ciphers of key files.
        npm('@cyclonedx/cyclonedx-library', '@noble/ciphers', '@sigstore/[^/]+', 'packageurl-js', 'spdx-expression-parse'),
      ],
    },
  },
  ...Object.entries(PACKAGES).map(([name, below]) => ({
    name: `2-${name}-imports-only-what-is-below`,
    comment: LAYERS,
    from: { path: `^packages/${name}/` },
    to: { path: ['^packages/', '^@module-images/'], pathNot: `^packages/(${[name, ...below].join('|')})/` },
  })),
  {
    name: '2-nothing-imports-nx-or-e2e-from-tools',
    comment: LAYERS,
    from: { path: '^tools/' },
    to: { path: '^packages/(nx|e2e)/' },
  },
  {
    name: '3-processes-only-in-spawn',
    comment: DOORS,
    from: { path: '^packages/', pathNot: ['^packages/process/src/spawn\\.ts$', '^packages/e2e/', TESTS_WITH_PROCESSES] },
    to: { path: PROCESSES },
  },
  {
    name: '3-aws-sdk-only-in-its-kinds',
    comment: DOORS,
    from: { path: '^(packages|tools)/', pathNot: '^packages/registry/src/(aws|ecr|ecr-public)/' },
    to: { path: AWS_SDK },
  },
  {
    // Tests may start processes, so what they are made of must not leak into what is shipped.
    name: '3-product-never-imports-tests',
    comment: DOORS,
    from: { path: '^packages/', pathNot: ['^packages/e2e/', TESTS] },
    to: { path: `^packages/.*(${TESTS})` },
  },
  {
    name: '4-nx-only-in-nx',
    comment: NX_ONLY_IN_NX,
    // Nx's release is a tool of this repository, and no part of the product.
    from: { path: '^(packages|tools)/', pathNot: ['^packages/(nx|e2e)/', '^tools/release/read-commits\\.mjs$'] },
    to: { path: npm('@nx/[^/]+', 'nx') },
  },
  {
    // `@nx/devkit` is the interface that inference implements; valibot, minimatch, jsonc-parser and ignore read what Nx reads, in its way; crypto hashes, as in core.
    name: '4-inference-imports-only-core-workspace-and-files',
    comment: NX_ONLY_IN_NX,
    from: { path: INFERENCE, pathNot: TESTS },
    to: {
      pathNot: [
        INFERENCE,
        '^packages/(core|workspace)/src/index\\.ts$',
        builtin('fs', 'fs/promises', 'path', 'path/posix', 'crypto', 'stream/promises', 'util', 'module'),
        npm('@nx/devkit', 'valibot', 'minimatch', 'p-limit', 'jsonc-parser', 'ignore'),
      ],
    },
  },
  {
    name: '4-inference-never-reaches-network-or-process',
    comment: NX_ONLY_IN_NX,
    from: { path: INFERENCE, pathNot: TESTS },
    to: { path: [...NETWORK, ...PROCESSES, ...AWS_SDK, '^packages/(process|git|engine|registry|app)/'], reachable: true },
  },
  { name: '5-no-cycles', comment: TIDY, from: {}, to: { circular: true } },
  {
    name: '5-commands-never-import-commands',
    comment: COMMANDS,
    from: { path: '^packages/app/src/commands/([^/]+)/' },
    to: { path: '^packages/app/src/commands/', pathNot: '^packages/app/src/commands/$1/' },
  },
  {
    name: '5-command-lines-never-import-each-other',
    comment: COMMANDS,
    from: { path: '^packages/app/src/cli/commands/' },
    to: { path: '^packages/app/src/cli/commands/' },
  },
  {
    name: '5-no-deep-imports',
    comment: TIDY,
    from: { path: '^packages/([^/]+)/' },
    to: { path: ['^packages/', '^@module-images/[^/]+/'], pathNot: ['^packages/$1/', ...ENTRIES] },
  },
  {
    name: '5-no-deep-imports-from-tools',
    comment: TIDY,
    from: { path: '^tools/' },
    to: { path: ['^packages/', '^@module-images/[^/]+/'], pathNot: ENTRIES },
  },
  {
    name: '5-packages-are-imported-by-name',
    comment: TIDY,
    from: { path: '^packages/([^/]+)/' },
    to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
  },
  {
    name: '5-packages-never-import-tools',
    comment: 'Nothing in `packages/` imports `tools/`.',
    from: { path: '^packages/' },
    to: { path: '^tools/' },
  },
  {
    name: '5-every-import-resolves',
    comment: 'What leads nowhere cannot be judged by the other rules. Fixtures run elsewhere, in a workspace they are copied to.',
    from: { path: '^(packages|tools)/', pathNot: '/fixtures/' },
    to: { couldNotResolve: true },
  },
]

/** A builtin with or without its `node:` prefix. @type {(...names: string[]) => string} */
function builtin(...names) {
  return `^(node:)?(${names.join('|')})$`
}

/** An npm package, resolved or not, with everything below it. @type {(...names: string[]) => string} */
function npm(...names) {
  return `(^|(^|/)node_modules/)(${names.join('|')})(/|$)`
}
