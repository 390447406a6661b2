import { expect, it } from 'vitest'
import { findPageAddress } from './page-address.js'

const ports = [
  { address: '127.0.0.1', host: 9999, container: 8888 },
  { address: '0.0.0.0', host: 3839, container: 3838 },
  { address: '::', host: 8080, container: 80 },
]

it.each([
  ['[I 09:00:00.000 NotebookApp] http://3f2b9c0d1e2a:8888/?token=abc', 'http://127.0.0.1:9999/?token=abc'],
  ['        http://127.0.0.1:8888/lab?token=a%20b', 'http://127.0.0.1:9999/lab?token=a%20b'],
  ['Listening on \u001b[1mhttp://0.0.0.0:3838\u001b[0m.', 'http://127.0.0.1:3839/'],
  ['Serving HTTP on 0.0.0.0 port 8888 (http://0.0.0.0:8888/) ...', 'http://127.0.0.1:9999/'],
  ['see http://example.org:8888/ or http://localhost/x;', 'http://[::1]:8080/x'],
  ['http://[::]:3838/a', 'http://127.0.0.1:3839/a'],
  ['https://127.0.0.1:8888/"><script>', 'https://127.0.0.1:9999/'],
])('%j is %s', (line, address) => expect(findPageAddress(line, ports)?.href).toBe(address))

it.each([
  'ready',
  'http://127.0.0.1:8889/ is of a port that is not published',
  'http://evil.example:8888/?token=abc',
  'http://user@evil.example:8888/',
  'file:///etc/passwd',
])('%j has none', (line) => expect(findPageAddress(line, ports)).toBeUndefined())
