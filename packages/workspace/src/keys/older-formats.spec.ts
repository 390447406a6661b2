import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentTag, readAs, receiptFormat } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { temporaryWorkspace } from '../testing/temporary-workspace.js'
import { readWorkspace } from '../testing/plain-workspace.js'
import { createContentKeys } from './content-keys.js'

/** A workspace as 0.1.0 left it, base lock and receipts included. Each version whose formats or keys differ adds one. */
const SAMPLE = join(import.meta.dirname, '../testing/samples/0.1.0')

async function keysNow(): Promise<Record<string, string>> {
  const root = temporaryWorkspace({})
  cpSync(SAMPLE, root, { recursive: true })
  const workspace = readWorkspace(root)
  const contentKeys = createContentKeys(workspace)
  const results = await Promise.all([...workspace.modules.keys()].map((name) => contentKeys.keyOf(name)))
  return Object.fromEntries(
    results.map((result) => (result.kind === 'keyed' ? [result.module.name, result.key] : [result.name, result.error.message])),
  )
}

const receiptOf = (name: string) => readAs(receiptFormat.schema, JSON.parse(readFileSync(join(SAMPLE, 'receipts', `${name}.json`), 'utf8')))

describe('what 0.1.0 left', () => {
  it('is read: its base lock, and its receipts', async () => {
    expect(['par', 'kid'].map((name) => receiptOf(name)?.contentTag)).toEqual([
      'key-12ed7d704cacad7254c9303f02a029f8',
      'key-a8511c3762c295c052b63b84a85e4f54',
    ])
    expect(Object.keys(await keysNow())).toEqual(['kid', 'par'])
  })

  it('has other keys, once: these must not change unless the recipe version does', async () => {
    const keys = await keysNow()
    expect(keys).toEqual({
      kid: '2ab1f3d99c23a3622306eb5fba1003a06e8d403d8d4a7a6f59ecfcdf9cdb7fff',
      par: 'cedb5e46887a7b9ddd1f8fcaf025396952492789b54cb5d46fe01a09a697b001',
    })
    for (const [name, key] of Object.entries(keys)) expect(receiptOf(name)?.contentTag).not.toBe(contentTag(key as never))
  })
})
