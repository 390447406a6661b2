import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { planDependabot } from './dependabot.js'

const FILE = '.github/dependabot.yml'
const ENTRY = {
  'package-ecosystem': 'github-actions',
  directory: '/',
  schedule: { interval: 'monthly' },
  groups: { actions: { patterns: ['*'] } },
}

describe('planDependabot', () => {
  it('makes a file where there is none, and leaves that as it is', () => {
    const made = planDependabot(undefined, FILE)
    expect(parse(made)).toEqual({ version: 2, updates: [ENTRY] })
    expect(planDependabot(made, FILE)).toBe(made)
  })

  it("adds its entry to somebody's own, and keeps every comment and quote of it", () => {
    const own = [
      '# Asked for by security, do not touch.',
      'version: 2',
      '',
      'updates:',
      "  - package-ecosystem: 'npm' # the web page",
      '    directory: "/web"',
      '    schedule: { interval: daily }',
      '',
    ].join('\n')
    const made = planDependabot(own, FILE)
    expect(made.startsWith(own.trimEnd())).toBe(true)
    expect((parse(made) as { updates: unknown[] }).updates).toEqual([
      { 'package-ecosystem': 'npm', directory: '/web', schedule: { interval: 'daily' } },
      ENTRY,
    ])
    expect(planDependabot(made, FILE)).toBe(made)
  })

  it.each(['version: 2\n', 'version: 2\nupdates:\n', 'version: 2\nupdates: []\n'])('begins the list of %j', (text) => {
    expect(parse(planDependabot(text, FILE))).toEqual({ version: 2, updates: [ENTRY] })
  })

  it('leaves alone an entry of whatever form for GitHub’s actions', () => {
    const own = 'version: 2\nupdates: [{ package-ecosystem: github-actions, directories: ["**"], schedule: { interval: daily } }]\n'
    expect(planDependabot(own, FILE)).toBe(own)
  })

  it.each([
    ['version: [', 1],
    ['a: 1\nb: : 2\n', 2],
    ['- 1', undefined],
    ['', undefined],
    ['updates: no', undefined],
  ])('refuses %j with its place', (text, line) => {
    expect(() => planDependabot(text, FILE)).toThrow(
      expect.objectContaining({ code: 'bad-dependabot-file', place: line === undefined ? { file: FILE } : { file: FILE, line } }),
    )
  })
})
