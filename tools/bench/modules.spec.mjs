import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeFile, planModules, writeModules } from './modules.mjs'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'module-images-bench-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('planModules', () => {
  it('gives every ten modules a base of their own, before its children', () => {
    const modules = planModules(12)
    expect(modules.map(({ parent }) => parent)).toEqual([
      undefined,
      ...['module-0000', 'module-0000', 'module-0000'],
      ...Array(7).fill(undefined),
      'module-0010',
    ])
  })
})

describe('writeModules', () => {
  const files = (/** @type {string} */ name) =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, name, path)).isFile())
  const sizes = (/** @type {string} */ name) => files(name).map((path) => [path, statSync(join(folder, name, path)).size])

  it('writes the same bytes for one seed, and others of the same sizes for another', () => {
    const content = { registry: '127.0.0.1:1/a' }
    const child = notMissing(planModules(2)[1])
    for (const [place, seed] of Object.entries({ one: 'x', again: 'x', other: 'y' }))
      writeModules(join(folder, place), [child], { ...content, seed })
    const text = (/** @type {string} */ place) =>
      files(`${place}/${child.name}`).map((path) => readFileSync(join(folder, place, child.name, path), 'utf8'))
    expect(text('again')).toEqual(text('one'))
    expect(text('other')).not.toEqual(text('one'))
    expect(sizes(`other/${child.name}`)).toEqual(sizes(`one/${child.name}`))
  })

  it('gives each module of a slow kind a shell and a RUN of so many seconds, before the COPY that a change of a file reaches', () => {
    const modules = planModules(5)
    const write = () => writeModules(folder, modules, { registry: '127.0.0.1:1/a', seed: 'x', slow: 3 })
    write()
    for (const { name } of modules) {
      expect(readFileSync(join(folder, name, 'Dockerfile'), 'utf8')).toMatch(/RUN sleep 3\n(?:RUN sort .*\n)?COPY src \S+\n$/)
    }
    const [first] = modules
    const before = readFileSync(join(folder, notMissing(first).name, 'src/step-0.py'), 'utf8')
    changeFile(folder, notMissing(first), 'y')
    expect(readFileSync(join(folder, notMissing(first).name, 'src/step-0.py'), 'utf8')).not.toBe(before)
  })

  it('writes five files a module for two beside the lockfile, without a busybox', () => {
    const modules = planModules(2)
    writeModules(folder, modules, { registry: '127.0.0.1:1/a', seed: 'x', files: 2, busybox: false })
    const five = ['.dockerignore', 'Dockerfile', 'requirements.txt', 'src/step-0.py', 'src/step-1.py']
    for (const { name } of modules) expect(files(name).sort()).toEqual(five)
    expect(readFileSync(join(folder, notMissing(modules[0]).name, 'Dockerfile'), 'utf8')).not.toContain('busybox')
  })
})

/** @template T @param {T | undefined} value @returns {T} */
function notMissing(value) {
  if (value === undefined) throw new Error('There is no such module.')
  return value
}
