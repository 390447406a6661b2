// @ts-check
import { expect, it } from 'vitest'
import { isKnownDifference } from './known-differences.mjs'

/** @param {string} dockerfile @returns {import('./built-case.mjs').BuiltCase} */
const building = (dockerfile) => ({ entries: [], ignore: '!\n', ignoreFile: '.dockerignore', dockerfile, locked: true, options: {} })

it('knows of a bad ignore file that BuildKit does not look at only where nothing of the context is read', () => {
  const difference = /** @type {const} */ ({
    kind: 'only-we-refuse',
    detail: "✗ modules/c1/.dockerignore:1: The rule '!' cannot be read: why.",
  })
  const copying = 'FROM scratch AS other\nCOPY a /\n'
  expect(isKnownDifference(building('FROM scratch\nLABEL a=b\n'), difference)).toBe(true)
  expect(isKnownDifference(building(`${copying}FROM scratch\nLABEL a=b\n`), difference)).toBe(true)
  expect(isKnownDifference(building(copying), difference)).toBe(false)
  expect(isKnownDifference(building('FROM scratch\nLABEL a=b\n'), { ...difference, kind: 'only-buildkit-refuses' })).toBe(false)
})
