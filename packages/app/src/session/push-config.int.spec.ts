import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Credential, Secret } from '@module-images/registry'
import { describe, expect, it } from 'vitest'
import { createPushConfig } from './push-config.js'

const HOST = 'registry.example'

function basic(password: string, renewAt?: number): Credential {
  return { kind: 'basic', username: 'AWS', password: new Secret(password), origin: 'test', ...(renewAt === undefined ? {} : { renewAt }) }
}

function sourceOf(...credentials: (Credential | undefined | Error)[]) {
  const asked: string[] = []
  const find = async (host: string, refused?: Credential) => {
    asked.push(refused?.kind === 'basic' ? `${host} after ${refused.password.reveal()}` : host)
    const next = credentials.length > 1 ? credentials.shift() : credentials[0]
    if (next instanceof Error) throw next
    return next
  }
  return { name: 'test', find, asked }
}

function signInOf(folder: string | undefined): string {
  const { auths } = JSON.parse(readFileSync(join(folder ?? '', 'config.json'), 'utf8')) as { auths: Record<string, { auth: string }> }
  return Buffer.from(auths[HOST]?.auth ?? '', 'base64').toString()
}

describe('createPushConfig', () => {
  it('asks once for a sign-in that does not end, however many push at once, for its owner’s eyes alone', async () => {
    const source = sourceOf(basic('one'))
    const config = createPushConfig(source, HOST)
    const [folder, ...others] = await Promise.all([config.path(), config.path(), config.path()])
    expect({ others, asked: source.asked }).toEqual({ others: [folder, folder], asked: [HOST] })
    expect(signInOf(folder)).toBe('AWS:one')
    expect(statSync(folder ?? '').mode & 0o777).toBe(0o700)
    await config.remove()
    expect(existsSync(folder ?? '')).toBe(false)
  })

  it('makes another folder when a sign-in that ends has been renewed, and leaves the first to pushes under way', async () => {
    const [first, second] = [basic('one', 1), basic('two', 2)]
    const config = createPushConfig(sourceOf(first, first, second), HOST)
    const folders = [await config.path(), await config.path(), await config.path()]
    expect(folders.map(signInOf)).toEqual(['AWS:one', 'AWS:one', 'AWS:two'])
    expect(folders[1]).toBe(folders[0])
    await config.remove()
    expect(folders.map((folder) => existsSync(folder ?? ''))).toEqual([false, false, false])
  })

  it.each([undefined, { kind: 'anonymous' } as const])('makes none for %j', async (credential) => {
    const config = createPushConfig(sourceOf(credential), HOST)
    expect(await config.path()).toBeUndefined()
    await config.remove()
  })

  it('asks for another when one was refused, once for all whose pushes it failed', async () => {
    const source = sourceOf(basic('one'), basic('two'))
    const config = createPushConfig(source, HOST)
    const first = await config.path()
    const [second, ...others] = await Promise.all([config.path(first), config.path(first), config.path()])
    expect([first, second].map(signInOf)).toEqual(['AWS:one', 'AWS:two'])
    expect({ others, asked: source.asked }).toEqual({ others: [second, second], asked: [HOST, `${HOST} after one`] })
    await config.remove()
    expect([first, second].map((folder) => existsSync(folder ?? ''))).toEqual([false, false])
  })

  it('asks again after a failure', async () => {
    const config = createPushConfig(sourceOf(new Error('denied'), basic('one')), HOST)
    await expect(config.path()).rejects.toThrow('denied')
    expect(signInOf(await config.path())).toBe('AWS:one')
    await config.remove()
  })
})
