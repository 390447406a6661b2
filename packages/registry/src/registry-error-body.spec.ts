import { describe, expect, it } from 'vitest'
import { parseErrorBody } from './registry-error-body.js'

function words(body: string, contentType: string | null = 'application/json') {
  return parseErrorBody(new TextEncoder().encode(body), contentType, (text) => text.replaceAll('hunter2', '***'))
}

describe('parseRegistryWords', () => {
  it.each([
    [
      '{"errors":[{"code":"DENIED","message":"not yours","detail":{"x":1}},{"code":"UNAUTHORIZED"}]}',
      { codes: ['DENIED', 'UNAUTHORIZED'], text: 'DENIED: not yours; UNAUTHORIZED' },
    ],
    ['{"errors":[{"code":"toomanyrequests","message":"slow"}]}', { codes: ['TOOMANYREQUESTS'], text: 'toomanyrequests: slow' }],
    ['{"details":"incorrect username or password"}', { codes: [], text: 'incorrect username or password' }],
    ['{"error":"invalid_grant","error_description":"expired"}', { codes: [], text: 'invalid_grant: expired' }],
    ['{"errors":[]}', { codes: [], text: '' }],
    ['[1]', { codes: [], text: '' }],
    ['', { codes: [], text: '' }],
    ['no such thing\n', { codes: [], text: 'no such thing' }],
    ['<html>Bad gateway</html>', { codes: [], text: '' }],
  ])('reads %s', (body, expected) => {
    expect(words(body)).toEqual(expected)
  })

  it('keeps control characters out of terminals and logs', () => {
    const body = JSON.stringify({ errors: [{ code: 'X\n', message: 'a\u001b[31mred\u0007\r\n::error::forged\u2028b\u202ec' }] })
    expect(words(body)).toEqual({ codes: ['X'], text: 'X : a [31mred ::error::forged b c' })
  })

  it('is bounded', () => {
    const { text } = words('y'.repeat(10_000), 'text/plain')
    expect([text.length, text.at(-1)]).toEqual([300, '…'])
  })

  it('redacts before it cuts', () => {
    expect(words(`${'y'.repeat(296)}hunter2`, 'text/plain').text).toBe(`${'y'.repeat(296)}***`)
  })
})
