import { describe, expect, it } from 'vitest'
import { checkNetwork, isOpenToOthers, parsePublish } from './publish.js'

describe('parsePublish', () => {
  it.each([
    ['8888', '127.0.0.1', 8888, 8888],
    ['9999:8888', '127.0.0.1', 9999, 8888],
    ['0.0.0.0:9999:8888', '0.0.0.0', 9999, 8888],
    ['127.0.0.2:8888', '127.0.0.2', 8888, 8888],
    ['[::1]:9999:8888', '::1', 9999, 8888],
  ])('%s', (text, address, host, container) => expect(parsePublish(text)).toEqual({ address, host, container }))

  it.each([
    '',
    'x',
    '0',
    '70000',
    '8888:0',
    ':8888',
    '8888:',
    '1.2.3:80:80',
    '999.0.0.1:80:80',
    '[x]:80:80',
    '::1:80:80',
    '80/udp',
    '80 --privileged',
  ])('refuses %j', (text) => expect(() => parsePublish(text)).toThrow(expect.objectContaining({ code: 'bad-publish' })))
})

it('tells what others reach', () => {
  const open = ['8888', '127.0.0.2:80:80', '[::1]:80:80', '0.0.0.0:80:80', '[::]:80:80', '10.0.0.7:80:80'].map((text) =>
    isOpenToOthers(parsePublish(text)),
  )
  expect(open).toEqual([false, false, false, true, true, true])
})

it.each(['none', 'host', 'container:db'])('no port is published with the network %s', (network) =>
  expect(() => checkNetwork(network)).toThrow(expect.objectContaining({ code: 'bad-publish' })),
)

it.each([undefined, 'bridge', 'lab'])('one may be with the network %s', (network) => expect(() => checkNetwork(network)).not.toThrow())
