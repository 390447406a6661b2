import { describe, expect, it } from 'vitest'
import { isLoopbackHost } from '../http/loopback-host.js'
import { chooseScheme } from './auth-scheme.js'

const remote = { url: new URL('https://registry.example/'), isInsecure: isLoopbackHost }
const local = { url: new URL('http://127.0.0.1:5000/'), isInsecure: isLoopbackHost }

describe('chooseScheme', () => {
  it('prefers bearer and reads its scopes', () => {
    const header = 'Basic realm="x", Bearer realm="https://auth.example/token?a=1",service="s",scope="repository:a:pull aws"'
    expect(chooseScheme(header, remote)).toEqual({
      scheme: { kind: 'bearer', realm: new URL('https://auth.example/token?a=1'), service: 's' },
      scopes: ['repository:a:pull', 'aws'],
    })
  })

  it('takes basic where a bearer challenge has no realm', () => {
    expect(chooseScheme('Bearer service="s", Basic realm="x"', remote)).toEqual({ scheme: { kind: 'basic' }, scopes: [] })
  })

  it.each([null, '', 'Negotiate', 'Digest realm="x"'])('finds nothing it can do in %j', (header) => {
    expect(chooseScheme(header, remote)).toBeUndefined()
  })

  it.each(['http://auth.example/token', 'http://127.0.0.1:9/token', 'https://user:pass@auth.example/', 'token', 'file:///etc/passwd'])(
    'sends no sign-in from an https registry to %s',
    (realm) => {
      expect(() => chooseScheme(`Bearer realm="${realm}"`, remote)).toThrow(expect.objectContaining({ reason: 'unsafe-realm' }))
    },
  )

  it('lets a registry on this machine use a token server on this machine, but none elsewhere without https', () => {
    expect(chooseScheme('Bearer realm="http://localhost:5001/token"', local)?.scheme).toMatchObject({ kind: 'bearer' })
    expect(() => chooseScheme('Bearer realm="http://auth.example/token"', local)).toThrow('auth.example')
  })
})
