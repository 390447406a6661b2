import { describe, expect, it } from 'vitest'
import { ACTION_PINS, planPins } from './pins.js'

const OTHER = 'a'.repeat(40)
const NEXT = 'b'.repeat(40)

describe('planPins', () => {
  it('are ours where nothing has been written yet', () => {
    expect(planPins([])).toEqual(ACTION_PINS)
  })

  it('keep what a generated workflow has in a later release, for all of them', () => {
    const moved = `    steps:\n      - uses: actions/checkout@${OTHER} # v7.0.10\n      - name: x\n        uses: actions/setup-node@${NEXT} # v8\n`
    expect(planPins(['', moved])).toEqual({
      ...ACTION_PINS,
      'actions/checkout': { commit: OTHER, release: 'v7.0.10' },
      'actions/setup-node': { commit: NEXT, release: 'v8' },
    })
  })

  it.each([
    ['an earlier release', `uses: actions/checkout@${OTHER} # v6.9.9`],
    ['the same release at another commit', `uses: actions/checkout@${OTHER} # ${ACTION_PINS['actions/checkout'].release}`],
    ['a branch', `uses: actions/checkout@main # v99.0.0`],
    ['a release that is none', `uses: actions/checkout@${OTHER} # latest`],
    ['an action we do not use', `uses: someone/else@${OTHER} # v99.0.0`],
    ['a name every object has', `uses: constructor/x@${OTHER} # v99.0.0`],
    ['a line of a script', `run: echo "uses: actions/checkout@${OTHER} # v99.0.0"`],
  ])('take no notice of %s', (_, line) => {
    expect(planPins([`      - ${line}\n`])).toEqual(ACTION_PINS)
  })
})
