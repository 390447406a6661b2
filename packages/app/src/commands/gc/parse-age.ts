import { ModuleImagesError } from '@module-images/core'

const UNITS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const

/**
 * `90d`, `12h` or `2w` in milliseconds.
 *
 * @throws ModuleImagesError `bad-age`
 */
export function parseAge(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? []
  if (unit === '') {
    throw new ModuleImagesError({
      code: 'bad-age',
      kind: 'usage',
      message: `'${text}' is not an age.`,
      fix: 'An age is a number of hours, days or weeks: 12h, 90d, 2w.',
    })
  }
  return Number(count) * UNITS[unit as keyof typeof UNITS]
}
