import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findViolations, RULES } from './boundary-violations.mjs'
import { CLEAN, COMPANIONS, DECLARED, NPM, PLANTED } from './planted-workspace.mjs'

// Reading a whole workspace takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** @type {string[]} */
const roots = []
afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true })))

describe('a clean workspace', () => {
  it('breaks no rule', async () => {
    expect(await findViolations(plant(CLEAN))).toEqual([])
  })
})

describe('a workspace with planted violations', () => {
  /** @type {string} */
  let root
  /** @type {Awaited<ReturnType<typeof findViolations>>} */
  let violations
  beforeAll(async () => {
    const planted = Object.fromEntries(PLANTED.map(([, file, text]) => [file, text]))
    root = plant({ ...CLEAN, ...COMPANIONS, ...planted }, { ...DECLARED, git: [...DECLARED.git, 'semver'] })
    violations = await findViolations(root)
  })

  it.each(PLANTED)('%s: %s', (rule, file, _text, to) => {
    expect(violations).toContainEqual({ rule, why: RULES.find(({ name }) => name === rule)?.comment, from: file, to })
  })

  it('names a dependency that nothing imports', () => {
    expect(violations.filter(({ rule }) => rule === '5-declared-is-imported').map(({ from, to }) => [from, to])).toEqual([
      ['packages/git/package.json', 'semver'],
    ])
  })

  it('plants a violation of every rule', () => {
    const broken = new Set([...PLANTED.map(([rule]) => rule), '5-declared-is-imported'])
    expect([...broken].toSorted()).toEqual(RULES.map(({ name }) => name).toSorted())
  })

  it('blames no innocent file', () => {
    const others = ['packages/engine/src/cycle-b.ts', 'packages/engine/src/type-cycle-b.ts', 'packages/git/src/folder/a.ts']
    const guilty = new Set([...PLANTED.map(([, file]) => file), ...others, 'packages/git/package.json'])
    expect(violations.filter(({ from }) => !guilty.has(from))).toEqual([])
  })

  it('fails as a program, naming each rule', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'check-boundaries.mjs'), root], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr.match(/^\S+(?=: )/gm)?.toSorted()).toEqual(RULES.map(({ name }) => name).toSorted())
  })
})

/**
 * A workspace as npm lays it out: packages linked by name, npm packages as empty stand-ins.
 *
 * @param {Readonly<Record<string, string>>} files
 * @param {Readonly<Record<string, readonly string[]>>} declared
 */
function plant(files, declared = DECLARED) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'boundaries-')))
  roots.push(root)
  for (const [file, text] of Object.entries(files)) write(join(root, file), text)
  for (const name of NPM) {
    write(join(root, 'node_modules', name, 'package.json'), JSON.stringify({ name, main: 'index.js' }))
    write(join(root, 'node_modules', name, 'index.js'), '')
  }
  mkdirSync(join(root, 'node_modules/@module-images'))
  for (const [name, dependencies] of Object.entries(declared)) plantPackage(root, name, dependencies)
  return root
}

/** @type {(root: string, folder: string, dependencies: readonly string[]) => void} */
function plantPackage(root, folder, dependencies) {
  const exports = { '.': { '@module-images/source': './src/index.ts', default: './dist/index.js' } }
  const manifest = {
    name: `@module-images/${folder}`,
    exports,
    dependencies: Object.fromEntries(dependencies.map((name) => [name, '1.0.0'])),
  }
  write(join(root, 'packages', folder, 'package.json'), JSON.stringify(manifest))
  symlinkSync(join(root, 'packages', folder), join(root, 'node_modules/@module-images', folder))
}

/** @type {(file: string, text: string) => void} */
function write(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
