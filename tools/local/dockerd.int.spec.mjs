// @ts-check
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { engineFiles, startEngine } from './dockerd.mjs'

/** What dockerd before 27.4 says where its build cache has grown too large; the next start is a real one. */
const TOO_LARGE = `
if [ -e "$FLAG" ]; then exec "$@"; fi
touch "$FLAG"
config=$(printf '%s\\n' "$@" | grep daemon.json)
exec -a dockerd bash -c 'echo "context deadline exceeded"; sleep 1' - --config-file "$config"
`
const PREFIX = process.getuid?.() === 0 ? [] : ['sudo', '-n']

let folder = ''
/** @type {Awaited<ReturnType<typeof startEngine>> | undefined} */
let engine

beforeEach(() => void (folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-dockerd-')))))
afterEach(async () => {
  await engine?.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('clears a build cache that dockerd does not start with, and starts again', async () => {
  const { cache } = engineFiles(folder)
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'old'), '')
  /** @type {string[]} */
  const log = []
  engine = await startEngine({
    ...{ folder, socket: join(folder, 'docker.sock'), network: 'own-bridge', prefix: PREFIX, log: (line) => log.push(line) },
    programs: { launcher: ['env', `FLAG=${join(folder, 'flag')}`, 'bash', '-c', TOO_LARGE, '-'], env: {} },
  })
  expect(engine.version).not.toBe('')
  expect(log).toEqual(['starting dockerd', 'clearing the build cache: it has grown too large for this dockerd to start with'])
  expect(existsSync(join(cache, 'old'))).toBe(false)
})
