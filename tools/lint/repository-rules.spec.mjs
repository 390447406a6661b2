import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { findFaults, findRepositoryFaults } from './repository-rules.mjs'

// Put together here, so that this file passes the check it tests.
const MARKERS = ['TO' + 'DO', 'FIX' + 'ME']
const only = (/** @type {string} */ call) => `${call}.on${'ly'}('works', () => {})`
const skip = (/** @type {string} */ call) => `${call}.sk${'ip'}('works', () => {})`

describe('findFaults', () => {
  it.each(MARKERS)('refuses the marker %s in any file, by line', (marker) => {
    expect(findFaults('README.md', `# a\n\n${marker}: say more\n`)).toEqual([
      'README.md:3: an unfinished-work marker; do it or open an issue',
    ])
    expect(findFaults('README.md', `${marker}S and ${marker.toLowerCase()} are words of their own\n`)).toEqual([])
  })

  it('refuses the host of a package registry in any file, by line', () => {
    expect(findFaults('.github/workflows/a.yml', `with:\n  registry-url: https://${'regis' + 'try'}.npmjs.org\n`)).toEqual([
      ".github/workflows/a.yml:2: a package registry's host; leave it to npm's own settings",
    ])
  })

  it('refuses an option that npm takes for its own', () => {
    const text = `npx --no ${'module'}-images --version\nnpx --no -- module-images --version\nnpx --no module-images plan --json\n`
    expect(findFaults('docs/a.md', text)).toEqual([
      "docs/a.md:1: an option that npm takes for its own; write `npx --no -- `, or the command's name before it",
    ])
  })

  it('refuses a command that npx may fetch, but for what an earlier version wrote', () => {
    const text = `run: npx ${'module'}-images plan\nrun: npx --no module-images plan\n`
    expect(findFaults('docs/a.md', text)).toEqual(['docs/a.md:1: a command that npx may fetch; write `npx --no`'])
    expect(findFaults('packages/nx/src/migrations/testing/samples/0.1.0/a.yml', text)).toEqual([])
  })

  it.each([only('it'), skip('it'), only('describe'), skip('test.concurrent'), `  ${skip('suite')}`])('refuses %s in a spec', (line) => {
    expect(
      findFaults(
        'packages/core/src/a.spec.ts',
        `
${line}
`,
      ),
    ).toEqual(['packages/core/src/a.spec.ts:2: a focused or skipped test'])
    expect(
      findFaults(
        'docs/testing.md',
        `
${line}
`,
      ),
    ).toEqual([])
  })

  it('refuses a lock file without a build for another system', () => {
    const packages = { 'node_modules/nx': { optionalDependencies: { '@nx/nx-a': '1', '@nx/nx-b': '1' } }, 'node_modules/@nx/nx-a': {} }
    expect(findFaults('package-lock.json', JSON.stringify({ packages }))).toEqual([
      'package-lock.json:1: node_modules/nx wants @nx/nx-b, which is missing; restore its entry',
    ])
  })

  it('leaves other members of that name alone', () => {
    expect(findFaults('packages/core/src/a.spec.ts', `expect(plan.skip).toBe(true)\nqueue.only(1)\n`)).toEqual([])
  })

  it('refuses source files of more than 300 lines, and no others', () => {
    const lines = (/** @type {number} */ count) => 'a()\n'.repeat(count)
    expect(findFaults('packages/core/src/a.ts', lines(300))).toEqual([])
    expect(findFaults('packages/core/src/a.ts', lines(301))).toEqual([
      'packages/core/src/a.ts:301: 301 lines, more than 300; split it by what its parts are',
    ])
    expect(findFaults('tools/a.mjs', lines(302).trimEnd())).toHaveLength(1)
    expect(findFaults('packages/core/src/a.spec.ts', lines(301))).toEqual([])
    expect(findFaults('modules/hello-r/data.csv', lines(301))).toEqual([])
  })

  it('refuses a version in any package.json but that of the published package', () => {
    const text =
      '{\n  "version": "1.0.0",\n  "dependencies": {\n    "@module-images/core": "1.0.0",\n    "@module-images/git": "*"\n  }\n}\n'
    const faults = (/** @type {string} */ path) => [2, 4].map((line) => `${path}:${line}: a version; only packages/nx has one`)
    for (const path of ['package.json', 'packages/core/package.json']) expect(findFaults(path, text)).toEqual(faults(path))
    for (const path of ['packages/nx/package.json', 'modules/a/package.json']) expect(findFaults(path, text)).toEqual([])
  })

  it('refuses download addresses in the lockfile, and looks for nothing else there', () => {
    const entry = (/** @type {string} */ resolved) => `{\n  "resolved": "${resolved}",\n  "integrity": "sha512-a/${MARKERS[0]}+b=="\n}\n`
    const fault = ['package-lock.json:2: a download address; keep `omit-lockfile-registry-resolved` on']
    expect(findFaults('package-lock.json', entry('https://registry.example/a/-/a-1.0.0.tgz'))).toEqual(fault)
    expect(findFaults('package-lock.json', entry('git+ssh://git@example.org/a.git#0123'))).toEqual(fault)
    expect(findFaults('package-lock.json', entry('packages/core'))).toEqual([])
  })
})

describe('findRepositoryFaults', () => {
  /** @type {string[]} */
  const roots = []
  afterEach(() => roots.splice(0).forEach((root) => rmSync(root, { recursive: true })))

  it('reads what git tracks or would track: no ignored, binary or deleted file', () => {
    const root = mkdtempSync(join(tmpdir(), 'repository-'))
    roots.push(root)
    const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: root })
    const write = (/** @type {string} */ name, /** @type {string | Buffer} */ content) => writeFileSync(join(root, name), content)
    git('init', '--quiet')
    write('.gitignore', 'dist.js\n')
    write('dist.js', `${MARKERS[0]}\n`)
    write('tracked name.js', `${MARKERS[0]}\n`)
    write('deleted.js', `${MARKERS[0]}\n`)
    git('add', '.')
    rmSync(join(root, 'deleted.js'))
    write('new.js', `\n${MARKERS[1]}\n`)
    write('image.bin', Buffer.from(`\0${MARKERS[0]}`))
    expect(findRepositoryFaults(root).toSorted()).toEqual([
      'new.js:2: an unfinished-work marker; do it or open an issue',
      'tracked name.js:1: an unfinished-work marker; do it or open an issue',
    ])
  })
})
