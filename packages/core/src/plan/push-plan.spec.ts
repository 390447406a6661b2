import { describe, expect, it } from 'vitest'
import { planMutableTags } from './push-plan.js'

describe('planMutableTags', () => {
  it('takes each once, latest last', () => {
    expect(planMutableTags([' latest', 'v1.2.0', '2026-11-01', 'v1.2.0', ''], '--tags')).toEqual(['v1.2.0', '2026-11-01', 'latest'])
  })

  it.each([[['']], [['-x']], [['a b']], [['a/b']], [[`key-${'0'.repeat(32)}`]], [['v1\nv2']], [['layer-cache']]])(
    'refuses %j, naming where it was given',
    (tags) => {
      expect(() => planMutableTags(tags, '--tags')).toThrow(
        expect.objectContaining({ code: 'bad-tag', message: expect.stringContaining('--tags') as string }),
      )
    },
  )
})
