import { expect, test } from 'vitest'
import { parseRemoteUrl } from './remote-url.js'

test.each([
  ['https://github.com/o/r.git', 'https://github.com/o/r'],
  ['https://user:ghp_token@github.com/o/r', 'https://github.com/o/r'],
  ['https://git.example.org:8443/o/r.git/', 'https://git.example.org:8443/o/r'],
  ['http://127.0.0.1:3000/o/r?token=x#y', 'http://127.0.0.1:3000/o/r'],
  ['git@github.com:o/r.git', 'https://github.com/o/r'],
  ['github.com:/o/r.git', 'https://github.com/o/r'],
  ['ssh://git@github.com:22/o/r.git', 'https://github.com/o/r'],
  ['git://github.com/o/r', 'https://github.com/o/r'],
  ['/srv/git/r.git', undefined],
  ['../r', undefined],
  ['C:\\r', undefined],
  ['file:///srv/r.git', undefined],
  ['ext::sh -c id', undefined],
  ['https://github.com/o/r\n::error::x', undefined],
])('%s → %s', (remote, url) => {
  expect(parseRemoteUrl(remote)).toBe(url)
})
