import { expect, it } from 'vitest'
import type { SealedBuild } from '../sealed/sealed-build.js'
import { planKeyChanges } from './key-changes.js'

const file = (path: string, letter: string, executable = false) => ({ kind: 'file', path, executable, sha256: letter.repeat(64) }) as const

const before: SealedBuild = {
  instructions: 'd'.repeat(64),
  inputs: [file('same', 's'), file('changed', 'a'), file('gone', 'g'), file('run.sh', 'r')],
  bases: [{ reference: 'debian', unlocked: true }],
  buildArgs: { A: '1', B: '2' },
  labels: {},
  platforms: ['linux/amd64'],
  epochs: [0],
}

it('says nothing of the same', () => {
  expect(planKeyChanges(before, { ...before, inputs: [...before.inputs].reverse() })).toEqual([])
})

it('names every part that differs', () => {
  const now: SealedBuild = {
    ...before,
    inputs: [file('same', 's'), file('changed', 'b'), file('new', 'n'), file('run.sh', 'r', true)],
    bases: [{ reference: 'debian', digest: `sha256:${'1'.repeat(64)}` }],
    buildArgs: { A: '2' },
    epochs: [1],
  }
  expect(planKeyChanges(before, now)).toEqual([
    { kind: 'changed', part: 'argument A', before: '1', now: '2' },
    { kind: 'removed', part: 'argument B', before: '2' },
    { kind: 'changed', part: 'base debian', before: 'unlocked', now: `sha256:${'1'.repeat(64)}` },
    { kind: 'changed', part: 'epoch', before: '0', now: '1' },
    { kind: 'changed', part: 'input changed', before: `100644 ${'a'.repeat(64)}`, now: `100644 ${'b'.repeat(64)}` },
    { kind: 'removed', part: 'input gone', before: `100644 ${'g'.repeat(64)}` },
    { kind: 'added', part: 'input new', now: `100644 ${'n'.repeat(64)}` },
    { kind: 'changed', part: 'input run.sh', before: `100644 ${'r'.repeat(64)}`, now: `100755 ${'r'.repeat(64)}` },
  ])
})
