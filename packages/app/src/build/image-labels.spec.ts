import { type ContentKey, KEY_LABEL } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { planLabels } from './image-labels.js'

const facts = {
  title: 'hello-r',
  key: 'f'.repeat(64) as ContentKey,
  git: { commit: 'c0ffee', remoteUrl: 'https://example.org/a' },
  created: new Date('2026-01-02T03:04:05Z'),
  version: undefined,
  citation: { authors: ['Ann Doe', 'The lab'], licence: 'MIT' },
  extra: { team: 'x' },
  inDockerfile: new Set<string>(),
}

describe('planLabels', () => {
  it('says what is known', () => {
    expect(planLabels(facts)).toEqual({
      'org.opencontainers.image.title': 'hello-r',
      'org.opencontainers.image.source': 'https://example.org/a',
      'org.opencontainers.image.revision': 'c0ffee',
      'org.opencontainers.image.created': '2026-01-02T03:04:05.000Z',
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.authors': 'Ann Doe, The lab',
      team: 'x',
      [KEY_LABEL]: facts.key,
    })
  })

  it('leaves to the Dockerfile what it sets itself, but never the key', () => {
    const labels = planLabels({ ...facts, inDockerfile: new Set(['org.opencontainers.image.title', KEY_LABEL]) })
    expect(labels).not.toHaveProperty(['org.opencontainers.image.title'])
    expect(labels[KEY_LABEL]).toBe(facts.key)
  })
})
