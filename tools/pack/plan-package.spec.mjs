import { describe, expect, it } from 'vitest'
import { planPackage } from './plan-package.mjs'

const MAIN = {
  name: '@module-images/nx',
  version: '1.2.3',
  repository: { url: 'git+https://git.example/a/b.git' },
  peerDependencies: { nx: '^24' },
  sideEffects: false,
  files: ['bin', 'dist', 'schemas', 'executors.json', '!dist/.tsbuildinfo'],
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
  imports: { '#package.json': './package.json' },
  dependencies: { '@module-images/app': '*', valibot: '^1' },
  devDependencies: { vitest: '^4' },
}
/** @type {Readonly<Record<string, string>>} */
const TEXTS = {
  '/p/nx/executors.json': `{ "executors": { "one": { "implementation": "./dist/executors/one.js#run" } } }`,
  '/p/nx/bin': `import '../dist/command.js'`,
}
const readTexts = (/** @type {string} */ file) => [TEXTS[file] ?? '']

const main = { folder: '/p/nx', manifest: MAIN }
const other = (/** @type {string} */ name, /** @type {Partial<import('./read-packages.mjs').Manifest>} */ parts) => ({
  folder: `/p/${name}`,
  manifest: { name: `@module-images/${name}`, ...parts },
})

it('makes one package.json, an entry for each file that is named, and copies of the rest', () => {
  const app = other('app', {
    dependencies: { commander: '^14', undici: '^7', valibot: '^1' },
    imports: { '#guard': './dist/docker/guard.js', '#page/*': './dist/page/*', '#words': './words.json' },
  })
  expect(planPackage([main, app], readTexts)).toEqual({
    manifest: {
      name: '@module-images/nx',
      version: '1.2.3',
      repository: MAIN.repository,
      homepage: 'https://git.example/a/b#readme',
      bugs: { url: 'https://git.example/a/b/issues' },
      peerDependencies: MAIN.peerDependencies,
      files: ['bin', 'dist', 'schemas', 'executors.json', 'app/page', 'app/words.json'],
      exports: MAIN.exports,
      imports: { '#package.json': './package.json', '#guard': './dist/guard.js', '#page/*': './app/page/*', '#words': './app/words.json' },
      dependencies: { undici: '^7' },
    },
    declared: ['commander', 'undici', 'valibot', 'nx'],
    entries: {
      index: '/p/nx/dist/index.js',
      'executors/one': '/p/nx/dist/executors/one.js',
      command: '/p/nx/dist/command.js',
      guard: '/p/app/dist/docker/guard.js',
    },
    types: { index: '/p/nx/dist/index.d.ts' },
    copies: [
      { from: '/p/nx/bin', to: 'bin' },
      { from: '/p/nx/schemas', to: 'schemas' },
      { from: '/p/nx/executors.json', to: 'executors.json' },
      { from: '/p/app/dist/page', to: 'app/page' },
      { from: '/p/app/words.json', to: 'app/words.json' },
    ],
  })
})

describe('what two packages cannot have at once', () => {
  it.each([
    [{ dependencies: { valibot: '^2' } }, '@module-images/nx depends on valibot ^1, @module-images/app on ^2; give both the same range.'],
    [{ imports: { '#package.json': './package.json' } }, 'Two packages have an import #package.json; rename that of @module-images/app.'],
  ])('%j', (parts, message) => {
    expect(() => planPackage([main, other('app', parts)], readTexts)).toThrow(message)
  })
})
