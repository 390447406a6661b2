import { readFileSync } from 'node:fs'
import { CONTAINER_OPTION_NAMES } from '@module-images/app'
import { describe, expect, it } from 'vitest'

describe.each(['run', 'shell'])('schemas/%s.json', (name) => {
  const file = new URL(`../../../schemas/${name}.json`, import.meta.url)
  const { properties } = JSON.parse(readFileSync(file, 'utf8')) as { properties: Record<string, { description: string }> }

  it.each(CONTAINER_OPTION_NAMES)('knows %s', (option) => expect(properties[option]?.description).toMatch(/\w/))
})
