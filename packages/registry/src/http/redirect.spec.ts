import { describe, expect, it } from 'vitest'
import { planRedirect, type RedirectFacts } from './redirect.js'

const facts: RedirectFacts = {
  method: 'GET',
  url: new URL('https://registry.example/v2/a/blobs/x'),
  status: 307,
  location: 'https://storage.example/x?signature=1',
  followed: 0,
}

describe('planRedirect', () => {
  it('leaves other statuses alone, 304 included', () => {
    for (const status of [200, 304, 404]) expect(planRedirect({ ...facts, status })).toEqual({ kind: 'final' })
  })

  it('follows a read to another origin without the sign-in', () => {
    expect(planRedirect(facts)).toEqual({
      kind: 'follow',
      url: new URL('https://storage.example/x?signature=1'),
      keepsAuthorization: false,
    })
  })

  it.each([
    ['/elsewhere', true],
    ['https://registry.example:443/elsewhere', true],
    ['https://registry.example:444/elsewhere', false],
    ['//registry.example.evil/elsewhere', false],
    ['https://sub.registry.example/', false],
  ])('keeps the sign-in on the same origin only: %s', (location, keepsAuthorization) => {
    expect(planRedirect({ ...facts, location })).toMatchObject({ kind: 'follow', keepsAuthorization })
  })

  it('takes http to https for another origin', () => {
    const url = new URL('http://registry.example/')
    expect(planRedirect({ ...facts, url, location: 'https://registry.example/' })).toMatchObject({
      kind: 'follow',
      keepsAuthorization: false,
    })
  })

  it.each([
    [{ location: null }, 'it redirected (307) to nowhere'],
    [{ location: 'http://' }, 'it redirected to something that is not an address'],
    [{ location: 'file:///etc/passwd' }, 'it redirected to a file: address'],
    [{ location: 'http://registry.example/x' }, 'it redirected from https to http, to registry.example'],
    [{ location: 'https://a:b@registry.example/x' }, 'it redirected to an address with a sign-in in it'],
    [{ followed: 5 }, 'it redirected more than 5 times'],
    [{ method: 'PUT' as const }, 'it redirected a PUT (307) to storage.example'],
    [{ method: 'PUT' as const, status: 302, location: '/x' }, 'it redirected a PUT (302) to registry.example'],
    [{ method: 'POST' as const, status: 303, location: '/x' }, 'it redirected a POST (303) to registry.example'],
  ])('refuses %j', (change, why) => {
    expect(planRedirect({ ...facts, ...change })).toEqual({ kind: 'refuse', why })
  })

  it.each([307, 308])('follows a write on the same origin with %i', (status) => {
    expect(planRedirect({ ...facts, method: 'PUT', status, location: '/x' })).toMatchObject({ kind: 'follow', keepsAuthorization: true })
  })
})
