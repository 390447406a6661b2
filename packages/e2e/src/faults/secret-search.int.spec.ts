import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { waitFor } from '../process/wait-for.js'
import { createSecretSearch } from './secret-search.js'

const SECRET = `hidden-${process.pid}-${performance.now()}`

it('finds a secret in a text and in a file, and says where without saying it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mi-search-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'a/node_modules'), { recursive: true })
  for (const file of ['a/found', 'a/node_modules/passed-over']) writeFileSync(join(folder, file), `x${SECRET}x`)
  writeFileSync(join(folder, 'innocent'), 'nothing')
  const search = createSecretSearch([SECRET])
  search.searchText('an output', `it is ${SECRET}`)
  search.searchText('another', 'it is not')
  search.searchFolder(folder)
  expect(search.findings).toEqual(['an output', join(folder, 'a/found')])
  expect(search.counts).toEqual({ processes: 0, files: 2, texts: 2 })
})

it('finds a secret in the command line of any process', async () => {
  const search = createSecretSearch([SECRET])
  const watch = search.watchProcesses()
  const child = spawn('sleep', ['60'], { argv0: `sleep-${SECRET}`, stdio: 'ignore' })
  try {
    await waitFor('the command line to be seen', () => search.findings.length > 0)
  } finally {
    watch.stop()
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  expect(search.findings).toEqual([expect.stringContaining('the command line of')])
})
