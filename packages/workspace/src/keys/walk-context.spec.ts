import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInputSelector, parseDockerfile, parseIgnoreRules, planReads } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { temporaryWorkspace } from '../testing/temporary-workspace.js'
import { createWorkingTree } from '../working-tree.js'
import { walkContext } from './walk-context.js'

describe('walkContext', () => {
  it('lists what may be read, and opens no folder that the ignore file closes', () => {
    const root = temporaryWorkspace({ 'm/renv.lock': '', 'm/data/big/a': '', 'm/data/keep/b': '', 'm/scripts/c.R': '' })
    symlinkSync('renv.lock', join(root, 'm/link'))
    const reads = planReads(parseDockerfile('FROM scratch\nCOPY . /\n', 'Dockerfile'), { buildArgs: {} })
    const selector = createInputSelector(reads, parseIgnoreRules('data\n!data/keep\n', '.dockerignore'))
    const opened: string[] = []
    const files = createWorkingTree(root)
    const entries = walkContext(
      files,
      { root: 'm', entries: files.list('m') },
      {
        ...selector,
        mayHoldInputs: (directory) => {
          const may = selector.mayHoldInputs(directory)
          if (may) opened.push(directory)
          return may
        },
      },
    )
    expect(opened.sort()).toEqual(['data', 'data/keep', 'scripts'])
    expect(entries.map(({ path }) => path).sort()).toEqual(['data/keep', 'data/keep/b', 'link', 'renv.lock', 'scripts', 'scripts/c.R'])
  })
})
