import { describe, expect, it } from 'vitest'
import { readPageAssets } from './read-assets.js'

/** Colours of the page by name, for light and for dark. */
const PALETTE = new Map(
  [...readPageAssets().style.matchAll(/--(\w[\w-]*): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = '', light = '', dark = '']) => [
    name,
    { light, dark },
  ]),
)

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['light', 'dark'] as const)('%s colours', (theme) => {
  const colour = (name: string) => PALETTE.get(name)?.[theme] ?? ''

  it.each(['text', 'muted', 'accent', 'green', 'amber', 'red', 'grey'])('show %s as text well enough', (name) => {
    const grounds = ['ground', 'panel', ...(name === 'text' || name === 'muted' ? ['sunken'] : [])]
    expect(grounds.filter((ground) => contrast(colour(name), colour(ground)) < 4.5)).toEqual([])
  })

  it('show chips well enough', () => {
    expect(contrast(colour('accent'), colour('accent-soft'))).toBeGreaterThan(4.5)
  })
})
