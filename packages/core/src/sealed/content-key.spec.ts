import { describe, expect, it } from 'vitest'
import { contentKey, contentTag, keyParts } from './content-key.js'
import type { SealedBuild } from './sealed-build.js'

const sealed: SealedBuild = {
  instructions: 'd'.repeat(64),
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
  epochs: [3, 1],
}

describe('contentKey', () => {
  it('is the same on every machine: a key once published must not change unless the recipe version does', () => {
    expect(contentKey(sealed)).toBe('b6fe4ab24bc7bbc2eef66ce39acb610c711915473c754d605cddf92d9b3c4384')
    expect(contentTag(contentKey(sealed))).toBe('key-b6fe4ab24bc7bbc2eef66ce39acb610c')
  })

  it('does not depend on the order in which things are listed', () => {
    const shuffled: SealedBuild = {
      ...sealed,
      inputs: [...sealed.inputs].reverse(),
      bases: [...sealed.bases].reverse(),
      buildArgs: { B: '2', A: '1' },
      platforms: [...sealed.platforms].reverse(),
    }
    expect(contentKey(shuffled)).toBe(contentKey(sealed))
  })

  const [file, link, directory] = sealed.inputs as [
    SealedBuild['inputs'][number],
    SealedBuild['inputs'][number],
    SealedBuild['inputs'][number],
  ]
  const [pinned, unlocked] = sealed.bases as [SealedBuild['bases'][number], SealedBuild['bases'][number]]
  const parent = contentKey({ ...sealed, epochs: [9] })
  const changes: Record<string, Partial<SealedBuild>> = {
    'the Dockerfile': { instructions: 'e'.repeat(64) },
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
    'the epoch': { epochs: [4, 1] },
    'the epoch of a module below': { epochs: [3, 2] },
  }
  it.each(Object.entries(changes))('changes with %s', (_, change) => {
    expect(contentKey({ ...sealed, ...change })).not.toBe(contentKey(sealed))
  })

  it('keeps a name and a value apart, whatever characters they hold', () => {
    const one = contentKey({ ...sealed, buildArgs: { A: '1","B' } })
    const two = contentKey({ ...sealed, buildArgs: { 'A","1': 'B' } })
    expect(one).not.toBe(two)
  })

  it('names each part, for explain', () => {
    expect(keyParts(sealed).map(({ name }) => name)).toEqual([
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
