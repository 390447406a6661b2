// @ts-check
import { expect, it } from 'vitest'
import { renderDifferences } from './differences.mjs'
import { runConsistency } from './run-consistency.mjs'

it('knows one image of a module, whatever command is asked', async () => {
  const { modules, built, verdicts } = await runConsistency({ seed: 4, from: 0, count: 2 })
  expect(
    verdicts.map(({ index, differences, misbuilt }) => [`workspace ${index}`, ...renderDifferences(differences), ...misbuilt]),
  ).toEqual([])
  // Workspaces whose modules are all hidden or refused would say little.
  expect(built).toBeGreaterThan(modules / 2)
}, 900_000)
