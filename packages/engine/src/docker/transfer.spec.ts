import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isPassingTransferFailure, isRefusedTransfer, transferError } from '../transfer-failure.js'
import { followLayers, parsePushSilence } from './transfer.js'

const recorded = JSON.parse(readFileSync(new URL('../testing/recorded/push-failures.json', import.meta.url), 'utf8')) as Record<
  string,
  string[]
>

describe('transferError', () => {
  it.each([
    ['429 Too Many Requests', 'registry-rate-limited', true],
    ['500 Internal Server Error', 'registry-failing', true],
    ['503 Service Unavailable', 'registry-failing', true],
    ['reset', 'registry-connection-lost', true],
    ['403 Forbidden', 'registry-denied', false],
    ['401 Unauthorized', 'registry-denied', false],
    ['401 Unauthorized, error=invalid_token', 'registry-sign-in-ended', false],
    ['connection refused', 'registry-unreachable', true],
  ])('knows what Docker 26.1.5 said of a registry that answered %s: %s', (answer, code, passing) => {
    const errors = (recorded[answer] ?? []).map((stderr) => transferError('push', '127.0.0.1:5000/rec/a:1', stderr))
    expect(errors).not.toEqual([])
    expect(new Set(errors.map((error) => error.code))).toEqual(new Set([code]))
    expect(new Set(errors.map(isPassingTransferFailure))).toEqual(new Set([passing]))
  })

  it.each([
    ['unexpected status from PUT request to http://h/v2/a/manifests/1: 501 Not Implemented', 'push-failed'],
    ['failed commit on ref "layer-sha256:65": got digest sha256:7c, expected sha256:65', 'registry-connection-lost'],
    ['toomanyrequests: Rate exceeded', 'registry-rate-limited'],
    ['denied: Your authorization token has expired. Reauthenticate and try again.', 'registry-sign-in-ended'],
    ['push access denied: server message: insufficient_scope: authorization failed', 'registry-denied'],
    ['denied: 503 is the name of this repository', 'registry-denied'],
    ['Error response from daemon: something new', 'push-failed'],
    ['', 'push-failed'],
  ])('%j: %s', (stderr, code) => expect(transferError('push', 'a:1', stderr)).toMatchObject({ code, fix: expect.stringMatching(/./) }))

  it.each([
    ['denied: requested access to the resource is denied', true],
    ['server message: invalid_token: authorization failed', true],
    ['received unexpected HTTP status: 503 Service Unavailable', false],
  ])('%j is a refusal: %s', (stderr, isRefused) => expect(isRefusedTransfer(transferError('pull', 'a:1', stderr))).toBe(isRefused))

  it('is no other error', () => expect([new Error('registry-failing'), undefined].map(isPassingTransferFailure)).toEqual([false, false]))
})

describe('parsePushSilence', () => {
  it.each([
    [undefined, 1200],
    ['', 1200],
    ['1', 1],
    ['86400', 86_400],
  ])('%j: %i', (text, seconds) => expect(parsePushSilence(text)).toBe(seconds))

  it.each(['0', '-1', '1.5', '86401', '20m', '999999'])('%s is refused', (text) =>
    expect(() => parsePushSilence(text)).toThrow(expect.objectContaining({ code: 'bad-push-silence', kind: 'input' })),
  )
})

describe('followLayers', () => {
  it('counts the layers that docker names, and those that are done, however it got them', () => {
    const told: string[] = []
    const follow = followLayers(({ done, known }) => told.push(`${done} of ${known}`))
    const lines = [
      'The push refers to repository [r.example/x]',
      '0b0475a5b155: Waiting',
      'cfef57d1669d: Preparing',
      'cfef57d1669d: Mounted from r.example/base',
      '0b0475a5b155: Pushed',
      '68f5cae3887d: Layer already exists',
      '68f5cae3887d: Verifying Checksum',
      '1: digest: sha256:07c1 size: 856',
    ]
    for (const line of lines) follow?.(line)
    expect(told).toEqual(['0 of 1', '0 of 2', '1 of 2', '2 of 2', '3 of 3', '3 of 3'])
  })
})
