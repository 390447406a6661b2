import { describe, expect, it } from 'vitest'
import { rejectDroppedOptions } from './dropped-options.js'

describe('refuseLostOptions', () => {
  it.each([
    [['nx', 'docker-run', 'a', '--command=x', '--seed', '7']],
    [['nx', 'docker-run', 'a', '--', '--command=x']],
    [['nx', 'docker-run', 'a', '--commander=x', '--configuration=ci', '--', '7']],
  ])('lets %j pass', (argv) => expect(() => rejectDroppedOptions(argv)).not.toThrow())

  it.each([[['nx', 'docker-run', 'a', '--command=x', '--', '7']], [['nx', 'docker-run', 'a', '--command', 'x', '--']]])(
    'refuses %j',
    (argv) =>
      expect(() => rejectDroppedOptions(argv)).toThrow(
        expect.objectContaining({ code: 'lost-option', message: expect.stringContaining('--command') }),
      ),
  )
})
