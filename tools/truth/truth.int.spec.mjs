// @ts-check
import { expect, it } from 'vitest'
import { namedSequences } from './named-sequences.mjs'
import { renderFound } from './render-truth.mjs'
import { runTruth, sequencesOf } from './run-truth.mjs'

it('never says that an image is there which is not', async () => {
  const sequences = [...namedSequences(), ...sequencesOf({ seed: 5, from: 0, count: 1 })]
  const { commands, claims, lies, failures } = await runTruth(sequences, { atOnce: 2 })
  expect([...lies, ...failures].map((found) => renderFound(found))).toEqual([])
  // Commands that say nothing, or that all fail, would never lie.
  expect(claims).toBeGreaterThan(4 * commands)
}, 900_000)
