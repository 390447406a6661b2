import { describe, expect, it } from 'vitest'
import { readProxySettings } from './proxy-settings.js'

const PROXY = 'http://proxy.example.org:3128'
const proxyOf = (url: string, env: Record<string, string>) => readProxySettings(env)?.(new URL(url))

describe('readProxySettings', () => {
  it.each([
    ['https://r.io/v2/', { HTTPS_PROXY: PROXY }, `${PROXY} (HTTPS_PROXY)`],
    ['https://r.io/v2/', { https_proxy: PROXY }, `${PROXY} (https_proxy)`],
    ['https://r.io/v2/', { HTTPS_PROXY: PROXY, https_proxy: 'http://other' }, `${PROXY} (HTTPS_PROXY)`],
    ['https://r.io/v2/', { HTTPS_PROXY: '', https_proxy: PROXY }, `${PROXY} (https_proxy)`],
    ['https://r.io/v2/', { HTTPS_PROXY: 'proxy.example.org:3128' }, `${PROXY} (HTTPS_PROXY)`],
    ['https://r.io/v2/', { HTTPS_PROXY: 'https://proxy.example.org' }, 'https://proxy.example.org (HTTPS_PROXY)'],
    ['https://r.io/v2/', { HTTP_PROXY: PROXY }, undefined],
    ['http://r.io/v2/', { HTTP_PROXY: PROXY }, `${PROXY} (HTTP_PROXY)`],
    ['http://r.io/v2/', { HTTPS_PROXY: PROXY }, undefined],
    ['https://r.io/v2/', {}, undefined],
  ])('sends %s with %j through %s', (url, env, name) => {
    expect(proxyOf(url, env as Record<string, string>)?.name).toBe(name)
  })

  it.each([
    ['r.io', 'https://r.io', true],
    ['r.io', 'https://a.r.io', true],
    ['R.io', 'https://r.IO', true],
    ['r.io', 'https://tar.io', false],
    ['.r.io', 'https://a.r.io', true],
    ['.r.io', 'https://r.io', false],
    ['*.r.io', 'https://a.r.io', true],
    ['*', 'https://r.io', true],
    ['a.io, r.io', 'https://r.io', true],
    ['a.io r.io', 'https://r.io', true],
    ['r.io:443', 'https://r.io', true],
    ['r.io:5000', 'https://r.io', false],
    ['r.io:5000', 'https://r.io:5000', true],
    ['10.0.0.0/8', 'https://10.1.2.3:5000', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/8', 'https://r.io', false],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['fd00::/8', 'https://[fd00::1]', true],
    ['10.0.0.0/99', 'https://10.0.0.0', false],
    ['', 'https://r.io', false],
  ])('with NO_PROXY %j reaches %s straight: %j', (rule, url, isStraight) => {
    for (const name of ['NO_PROXY', 'no_proxy']) expect(proxyOf(url, { HTTPS_PROXY: PROXY, [name]: rule }) === undefined).toBe(isStraight)
  })

  it.each(['http://127.0.0.1:5000', 'http://127.8.8.8', 'http://localhost:5000', 'http://[::1]:5000', 'https://localhost'])(
    'reaches %s of this machine straight',
    (url) => expect(proxyOf(url, { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY })).toBeUndefined(),
  )

  it('keeps user name and password out of the name', () => {
    const proxy = proxyOf('https://r.io', { HTTPS_PROXY: 'http://me:p%40ss%@proxy.example.org:3128' })
    expect({ ...proxy, url: proxy?.url.href }).toEqual({
      url: `${PROXY}/`,
      name: `${PROXY} (HTTPS_PROXY)`,
      authorization: `Basic ${Buffer.from('me:p%40ss%').toString('base64')}`,
    })
    const plain = proxyOf('https://r.io', { HTTPS_PROXY: 'http://me:p%40ss@proxy.example.org:3128' })
    expect(plain?.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
    expect(proxyOf('https://r.io', { HTTPS_PROXY: PROXY })?.authorization).toBeUndefined()
  })

  it.each(['socks5://me:secret@proxy.example.org', 'http://', 'http://me:secret@pro xy'])('refuses %j without showing it', (value) => {
    const refused = () => readProxySettings({ https_proxy: value })
    expect(refused).toThrow(expect.objectContaining({ code: 'bad-proxy', kind: 'environment' }))
    expect(refused).not.toThrow(/secret/)
    expect(refused).toThrow(/https_proxy/)
  })
})
