import { describe, expect, it } from 'vitest'
import { type BuildRecipe, contentKey, contentTag, keyParts } from './content-key.js'

const recipe: BuildRecipe = {
  dockerfile: 'd'.repeat(64),
  inputs: [
    { kind: 'file', path: 'renv.lock', executable: false, sha256: 'a'.repeat(64) },
    { kind: 'symlink', path: 'link', target: 'renv.lock' },
    { kind: 'directory', path: 'empty' },
  ],
  bases: [
    { reference: 'debian:trixie-slim', digest: `sha256:${'1'.repeat(64)}` },
    { reference: 'ubuntu:24.04', unlocked: true },
  ],
  buildArgs: { A: '1', B: '2' },
  labels: { team: 'x' },
  target: 'final',
  platforms: ['linux/amd64', 'linux/arm64'],
  epoch: 3,
}

describe('contentKey', () => {
  it('is the same on every machine: a key once published must not change unless the recipe version does', () => {
    expect(contentKey(recipe)).toBe('1803cf40bea442f974d7d2a1ef342b6df476df1ef590a82fca9d1435e0d67c60')
    expect(contentTag(contentKey(recipe))).toBe('key-1803cf40bea442f974d7d2a1ef342b6d')
  })

  it('does not depend on the order in which things are listed', () => {
    const shuffled: BuildRecipe = {
      ...recipe,
      inputs: [...recipe.inputs].reverse(),
      bases: [...recipe.bases].reverse(),
      buildArgs: { B: '2', A: '1' },
      platforms: [...recipe.platforms].reverse(),
    }
    expect(contentKey(shuffled)).toBe(contentKey(recipe))
  })

  const [file, link, directory] = recipe.inputs as [
    BuildRecipe['inputs'][number],
    BuildRecipe['inputs'][number],
    BuildRecipe['inputs'][number],
  ]
  const [pinned, unlocked] = recipe.bases as [BuildRecipe['bases'][number], BuildRecipe['bases'][number]]
  const parent = contentKey({ ...recipe, epoch: 9 })
  const changes: Record<string, Partial<BuildRecipe>> = {
    'the Dockerfile': { dockerfile: 'e'.repeat(64) },
    'a byte of a file': { inputs: [{ ...file, sha256: 'b'.repeat(64) } as typeof file, link, directory] },
    'the executable bit': { inputs: [{ ...file, executable: true } as typeof file, link, directory] },
    'a path': { inputs: [{ ...file, path: 'renv.lock2' }, link, directory] },
    'the target of a link': { inputs: [file, { kind: 'symlink', path: 'link', target: 'other' }, directory] },
    'a link that becomes a folder': { inputs: [file, { kind: 'directory', path: 'link' }, directory] },
    'an empty folder gone': { inputs: [file, link] },
    'a base digest': { bases: [{ reference: 'debian:trixie-slim', digest: `sha256:${'2'.repeat(64)}` }, unlocked] },
    'a base that becomes a module': { bases: [{ reference: 'debian:trixie-slim', key: parent }, unlocked] },
    'a base under another name': { bases: [pinned, { reference: 'ubuntu:24.10', unlocked: true }] },
    'a build argument': { buildArgs: { A: '1', B: '3' } },
    'an argument that becomes a label': { buildArgs: { A: '1' }, labels: { team: 'x', B: '2' } },
    'the target': { target: undefined },
    'a platform': { platforms: ['linux/amd64'] },
    'the epoch': { epoch: 4 },
  }
  it.each(Object.entries(changes))('changes with %s', (_, change) => {
    expect(contentKey({ ...recipe, ...change })).not.toBe(contentKey(recipe))
  })

  it('keeps a name and a value apart, whatever characters they hold', () => {
    const one = contentKey({ ...recipe, buildArgs: { A: '1","B' } })
    const two = contentKey({ ...recipe, buildArgs: { 'A","1': 'B' } })
    expect(one).not.toBe(two)
  })

  it('names each part, for explain', () => {
    expect(keyParts(recipe).map(({ name }) => name)).toEqual([
      'argument A',
      'argument B',
      'base debian:trixie-slim',
      'base ubuntu:24.04',
      'dockerfile',
      'epoch',
      'input empty',
      'input link',
      'input renv.lock',
      'label team',
      'platforms',
      'recipe',
      'target',
    ])
  })
})
