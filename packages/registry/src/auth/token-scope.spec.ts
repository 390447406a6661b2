import { describe, expect, it } from 'vitest'
import { isRepositoryScope, renderScope, scopeCovers } from './token-scope.js'

describe('renderScope', () => {
  it('asks for pull alone when reading and for both when writing', () => {
    expect(renderScope({ repository: 'a/b', action: 'pull' })).toBe('repository:a/b:pull')
    expect(renderScope({ repository: 'a/b', action: 'push' })).toBe('repository:a/b:pull,push')
  })
})

describe('scopeCovers', () => {
  it.each([
    ['repository:a:pull,push', 'repository:a:push,pull', true],
    ['repository:a:pull,push', 'repository:a:pull', true],
    ['repository:a:pull', 'repository:a:pull,push', false],
    ['repository:a:pull', 'repository:b:pull', false],
    ['repository:host:5000/a:pull', 'repository:host:5000/a:pull', true],
    ['aws', 'aws', true],
    ['repository:a:pull', 'aws', false],
  ])('%s covers %s: %s', (scope, wanted, expected) => {
    expect(scopeCovers(scope, wanted)).toBe(expected)
  })
})

describe('isRepositoryScope', () => {
  it.each([
    ['repository:a:pull', true],
    ['repository(plugin):a:pull', true],
    ['aws', false],
    ['registry:catalog:*', false],
  ])('%s: %s', (scope, expected) => {
    expect(isRepositoryScope(scope)).toBe(expected)
  })
})
