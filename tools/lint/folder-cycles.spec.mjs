import { describe, expect, it } from 'vitest'
import { findFolderCycles } from './folder-cycles.mjs'

const src = (/** @type {string} */ path) => `packages/app/src/${path}`
const edge = (/** @type {string} */ from, /** @type {string} */ to) => ({ from: src(from), to: src(to) })

describe('findFolderCycles', () => {
  it('names the imports of a cycle and leaves what only leads to one', () => {
    const circle = [edge('a/1.ts', 'b/1.ts'), edge('b/2.ts', 'c/1.ts'), edge('c/2.ts', 'a/2.ts')]
    expect(findFolderCycles([...circle, edge('above/1.ts', 'a/1.ts'), edge('a/1.ts', 'below/1.ts'), edge('a/1.ts', 'a/2.ts')])).toEqual(
      circle,
    )
  })

  it('passes over tests, entry points and other packages', () => {
    const tests = [edge('a/1.ts', 'b/1.ts'), edge('b/1.spec.ts', 'a/1.ts'), edge('b/testing/server.ts', 'a/1.ts')]
    const entries = [edge('index.ts', 'a/1.ts'), { from: 'packages/nx/src/b/1.ts', to: src('a/1.ts') }, { from: src('a/1.ts'), to: 'fs' }]
    expect(findFolderCycles([...tests, ...entries])).toEqual([])
  })

  it('takes a file directly below src for itself', () => {
    expect(findFolderCycles([edge('errors.ts', 'text/1.ts'), edge('a/1.ts', 'errors.ts'), edge('client.ts', 'a/1.ts')])).toEqual([])
    const both = [edge('errors.ts', 'a/1.ts'), edge('a/2.ts', 'errors.ts')]
    expect(findFolderCycles(both)).toEqual(both)
  })
})
