import { ENGINE_KINDS } from '@module-images/engine'
import { ENGINE_NAMES } from '@module-images/workspace'
import { expect, test } from 'vitest'

test('the setting knows every engine there is', () => {
  expect([...ENGINE_NAMES]).toEqual([...ENGINE_KINDS.map(({ name }) => name), 'auto'])
})
