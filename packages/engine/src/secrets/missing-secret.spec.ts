import { describe, expect, it } from 'vitest'
import { refuseMissingSecrets } from './missing-secret.js'

describe('refuseMissingSecrets', () => {
  it('lets pass what is there, an empty variable too', () => {
    const secrets = [
      { id: 'a', env: 'SET' },
      { id: 'b', env: 'EMPTY' },
      { id: 'c', file: import.meta.filename },
    ]
    expect(() => refuseMissingSecrets(secrets, { SET: 'x', EMPTY: '' })).not.toThrow()
  })

  it.each([
    [{ id: 'a', env: 'UNSET' }, /'a'.*UNSET/],
    [{ id: 'b', file: `${import.meta.filename}.absent` }, /'b'.*absent/],
  ])('refuses %j', (secret, message) => {
    const error = expect.objectContaining({ code: 'missing-secret', message: expect.stringMatching(message) })
    expect(() => refuseMissingSecrets([secret], {})).toThrow(error)
  })
})
