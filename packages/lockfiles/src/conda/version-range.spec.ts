import { expect, it } from 'vitest'
import { excludes } from './version-range.js'

it.each([
  ['>=5.36', '5.32.1'],
  ['>5.32.1', '5.32.1'],
  ['>1.9', '1.9.0'],
  ['<2', '2.0'],
  ['<=1.9', '1.10'],
  ['>=1.19, <2', '1.18'],
  ['>=1.19,<2', '2.1.0'],
  ['==1.2', '1.3'],
  ['==1.2.*', '1.3.4'],
  ['!=1.2', '1.2.0'],
  ['!=1.2.*', '1.2.7'],
  ['~=1.4.2', '1.5'],
  ['=3.11', '3.12.1'],
  ['=3.11.*', '3.110'],
])('%s cannot be %s', (constraint, version) => {
  expect(excludes(constraint, version)).toBe(true)
})

it.each([
  ['>=5.30', '5.32.1'],
  ['>=1.9', '1.9'],
  ['<2', '1.99.99'],
  ['<=1.9', '1.9.0'],
  ['>=1.19,<2', '1.20'],
  ['==1.2', '1.2.0'],
  ['==1.2.*', '1.2.3'],
  ['!=1.2.*', '1.3'],
  ['~=1.4.2', '1.4.9'],
  ['=3.11', '3.11.9'],
  ['=1.2', '1.2'],
  ['', '1'],
])('%s may be %s', (constraint, version) => {
  expect(excludes(constraint, version)).toBe(false)
})

it.each([
  ['>=2', '1.9rc1'],
  ['>=2.0a', '1.9'],
  ['<1|>=3', '2'],
  ['>=2', '1!1.0'],
  ['>=2,<nonsense', '1.9.dev0'],
  ['name !', '1'],
  ['>=2 py310_0', '1'],
  ['>=1 <2', '3'],
  ['<=1.2.*', '1.3'],
  [`>=${'9'.repeat(400)}`, '1'],
])('says nothing for certain of %s and %s', (constraint, version) => {
  expect(excludes(constraint, version)).toBe(false)
})
