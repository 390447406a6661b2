import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseBaseLock, renderBaseLock } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { writeLocks } from './write-locks.js'

const lockOf = (module: string, epoch: number, changed = true) => ({
  file: `modules/${module}/image-lock.json`,
  after: { epoch, bases: new Map<string, never>() },
  changed,
})

describe('writeLocks', () => {
  it('writes what changed, and that alone', () => {
    const root = temporaryWorkspace({ 'modules/a/image-lock.json': 'old', 'modules/b/image-lock.json': 'old', 'modules/c/Dockerfile': '' })
    writeLocks(root, [lockOf('a', 1), lockOf('b', 2, false), lockOf('c', 3)])
    const text = (module: string) => readFileSync(join(root, 'modules', module, 'image-lock.json'), 'utf8')
    expect([text('a'), text('b'), text('c')]).toEqual([renderBaseLock(lockOf('a', 1).after), 'old', renderBaseLock(lockOf('c', 3).after)])
    expect(parseBaseLock(text('c'), 'c')).toEqual(lockOf('c', 3).after)
    expect(readdirSync(join(root, 'modules/c')).sort()).toEqual(['Dockerfile', 'image-lock.json'])
  })

  it('leaves every lock as it was, and nothing behind, when one cannot be written', () => {
    const root = temporaryWorkspace({ 'modules/a/image-lock.json': 'old' })
    expect(() => writeLocks(root, [lockOf('a', 1), lockOf('gone', 1)])).toThrow(
      expect.objectContaining({ code: 'unwritable-file', place: { file: 'modules/gone/image-lock.json' } }),
    )
    expect(readdirSync(join(root, 'modules/a'))).toEqual(['image-lock.json'])
    expect(readFileSync(join(root, 'modules/a/image-lock.json'), 'utf8')).toBe('old')
  })
})
