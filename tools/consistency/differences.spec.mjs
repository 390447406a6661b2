// @ts-check
import { describe, expect, it } from 'vitest'
import { findDifferences } from './differences.mjs'

const A = 'r/p/a:key-1'
const COMMANDS = ['plan', 'build', 'push', 'verify']

/** @param {Readonly<Record<string, string | undefined>>} said by command, of a module `a` @param {{ active: boolean }} [known] */
function differences(said, known, mayBeRefused = false) {
  const references = new Map(COMMANDS.map((command) => [command, new Map(said[command] ? [['a', said[command]]] : [])]))
  const listed = new Map(known ? [['a', known]] : [])
  return findDifferences({ listed, references }, () => mayBeRefused).map(({ module }) => module)
}

const ALL = Object.fromEntries(COMMANDS.map((command) => [command, A]))

describe('commands agree', () => {
  it.each([
    ['on one image', ALL, { active: true }],
    ['on nothing published of an inactive module', { plan: A, build: A }, { active: false }],
    ['on nothing that Nx does not list', {}, undefined],
  ])('%s', (_, said, known) => expect(differences(said, known)).toEqual([]))

  it('on refusing what is refused for a reason', () => expect(differences({}, { active: true }, true)).toEqual([]))
})

describe('commands differ', () => {
  it.each([
    ['on the image', { ...ALL, push: 'r/p/a:key-2' }, { active: true }],
    ['where one knows none', { ...ALL, verify: undefined }, { active: true }],
    ['where an inactive module is published', ALL, { active: false }],
    ['where one knows what Nx does not list', { plan: A }, undefined],
    ['where all refuse what Nx lists', {}, { active: true }],
  ])('%s', (_, said, known) => expect(differences(said, known)).toEqual(['a']))
})
