import { describe, expect, it } from 'vitest'
import { findSecret } from './secret-input.js'

function judge(path: string, text: string | undefined, bytes = 100): 'secret' | 'perhaps' | 'none' {
  const found = findSecret(path, bytes, () => text)
  return found === undefined ? 'none' : found.isCertain ? 'secret' : 'perhaps'
}

describe('findSecret', () => {
  it.each([
    ['.env', 'HOST=0.0.0.0\nPORT=1337\n', 'perhaps'],
    ['.env', 'DB_PASSWORD=hunter22\n', 'secret'],
    ['app/.env.local', 'export GITHUB_TOKEN="ghp_0123"\n', 'secret'],
    ['.env', 'DATABASE_URL=postgres://me:hunter22@db/x\n', 'secret'],
    ['.env', 'API_KEY=<>\nTOKEN=${TOKEN}\nSECRET=\nNEXT_PUBLIC_SITE_KEY=6Lc6O\n', 'perhaps'],
    ['.env.example', 'DB_PASSWORD=hunter22\n', 'none'],
    ['.Renviron', 'GITHUB_PAT=ghp_0123\n', 'secret'],
    ['.npmrc', 'min-release-age=7\n', 'none'],
    ['.npmrc', '//r.example/:_authToken=${NPM_TOKEN}\n', 'none'],
    ['.npmrc', '//r.example/:_authToken=npm_0123\n', 'secret'],
    ['keys/pubkeyrsa.key', '-----BEGIN RSA PUBLIC KEY-----\n', 'none'],
    ['server.pem', '-----BEGIN CERTIFICATE-----\n', 'none'],
    ['server.pem', '-----BEGIN CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\n', 'secret'],
    ['a.p12', undefined, 'secret'],
    ['.ssh/known', '', 'secret'],
    ['main.R', 'TOKEN=0123\n', 'none'],
  ] as const)('%s: %j is %s', (path, text, expected) => {
    expect(judge(path, text)).toBe(expected)
  })

  it('does not read what is too long for settings', () => {
    expect(judge('.env', 'DB_PASSWORD=hunter22\n', 100_000)).toBe('perhaps')
  })
})
