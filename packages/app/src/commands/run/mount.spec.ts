import { describe, expect, it } from 'vitest'
import { parseMount, placeInWorkspace } from './mount.js'

describe('parseMount', () => {
  it.each([
    ['/scratch/sce', '/scratch/sce', '/data/sce'],
    ['/scratch/sce/', '/scratch/sce', '/data/sce'],
    ['data/current', '/repo/data/current', '/data/current'],
    ['../outside:/in', '/outside', '/in'],
    ['/a:/b/../c//d/', '/a', '/c/d'],
    ['/a b,"c":/d e', '/a b,"c"', '/d e'],
    ['/a:b', '/a:b', '/data/a:b'],
    ['/a:/b:/c', '/a:/b', '/c'],
    ['/x:/workspace/data', '/x', '/workspace/data'],
  ])('%j is %j at %j', (text, source, target) => expect(parseMount(text, '/repo')).toEqual({ source, target }))

  it.each(['/a:/', '/a:/workspace', '/a:/workspace/x/..', '/', '/a:/..'])('refuses %j', (text) =>
    expect(() => parseMount(text, '/repo')).toThrow(expect.objectContaining({ code: 'bad-mount' })),
  )
})

describe('placeInWorkspace', () => {
  it('is where the repository must have a folder', () => {
    expect(placeInWorkspace({ source: '/x', target: '/workspace/data/x' })).toBe('data/x')
    expect(placeInWorkspace({ source: '/x', target: '/workspaces/x' })).toBeUndefined()
  })
})
