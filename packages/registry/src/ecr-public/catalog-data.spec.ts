import { describe, expect, it } from 'vitest'
import type { RepositoryPage } from '../kinds/registry-kind.js'
import { differsFrom, MAX_LOGO_BYTES, planCatalogData, truncateText } from './catalog-data.js'

const LOGO = new Uint8Array([0x89, 0x50])
const PAGE: RepositoryPage = {
  description: ' Says\nhello. ',
  about: '# Hello\r\n\r\nText\r\n',
  usage: 'docker pull x',
  platforms: ['linux/arm64/v8', 'linux/amd64'],
  logo: LOGO,
}

describe('planCatalogData', () => {
  it("puts a page in the service's terms", () => {
    expect(planCatalogData(PAGE)).toEqual({
      description: 'Says hello.',
      aboutText: '# Hello\n\nText',
      usageText: 'docker pull x',
      architectures: ['ARM 64', 'x86-64'],
      operatingSystems: ['Linux'],
      logoImageBlob: LOGO,
    })
  })

  it.each([
    [['linux/amd64'], ['x86-64'], ['Linux']],
    [['linux/386', 'linux/arm/v7', 'linux/arm/v6'], ['ARM', 'x86'], ['Linux']],
    [['windows/amd64', 'linux/amd64'], ['x86-64'], ['Linux', 'Windows']],
    [['linux/riscv64', 'freebsd/arm64'], ['ARM 64'], ['Linux']],
    [[], [], []],
  ])('%j is %j on %j', (platforms, architectures, operatingSystems) => {
    expect(planCatalogData({ ...PAGE, platforms })).toMatchObject({ architectures, operatingSystems })
  })

  it('keeps within the limits, in bytes', () => {
    const long = planCatalogData({ ...PAGE, description: 'é'.repeat(2000), about: '语'.repeat(20_000), usage: 'x'.repeat(25_600) })
    const sizes = [long.description, long.aboutText, long.usageText].map((text) => Buffer.byteLength(text ?? ''))
    expect(sizes).toEqual([1023, 25_599, 25_600])
  })

  it.each([0, MAX_LOGO_BYTES + 1])('leaves out a logo of %i bytes', (bytes) => {
    expect(planCatalogData({ ...PAGE, logo: new Uint8Array(bytes) })).not.toHaveProperty('logoImageBlob')
  })
})

describe('truncateText', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, '…'],
    ['abcdefgh', 7, 'abcd…'],
    ['ab 👩‍🔬 and more', 10, 'ab…'],
    ['e\u0301e\u0301e\u0301', 8, 'e\u0301…'],
  ])('%j in %i bytes is %j', (text, bytes, cut) => {
    expect(truncateText(text, bytes)).toBe(cut)
    expect(Buffer.byteLength(truncateText(text, bytes))).toBeLessThanOrEqual(bytes)
  })
})

describe('differsFrom', () => {
  const wanted = planCatalogData(PAGE)
  const { logoImageBlob: _, ...texts } = wanted
  const there = { ...texts, logoUrl: 'https://gallery.example/logo' }

  it.each([
    ['the same', there, false],
    [
      'the same in another order and with other ends of lines',
      { ...there, architectures: ['x86-64', 'ARM 64'], aboutText: PAGE.about },
      false,
    ],
    ['nothing', undefined, true],
    ['another text', { ...there, usageText: 'x' }, true],
    ['an architecture too many', { ...there, architectures: ['ARM 64', 'x86-64', 'x86'] }, true],
    ['no operating system', { ...there, operatingSystems: undefined }, true],
    ['no logo', { ...there, logoUrl: undefined }, true],
  ])('%s: %s', (_name, actual, differs) => expect(differsFrom(wanted, actual)).toBe(differs))
})
