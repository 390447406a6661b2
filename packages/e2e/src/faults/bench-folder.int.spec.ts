import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeBenchFolder } from './bench-folder.js'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mi-benches-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** As a suite that was killed leaves it. */
function leaveFolder(parent: string, pid: number, host: string): string {
  const path = join(parent, `mi-faults-${pid}-left`)
  mkdirSync(join(path, 'lanes/a'), { recursive: true })
  writeFileSync(join(path, 'images'), host)
  return path
}

const gone = spawnSync(process.execPath, ['--version']).pid

it('removes what suites left behind that are gone, with their images, and leaves those that run', () => {
  const parent = temporaryFolder()
  leaveFolder(parent, gone, '127.0.0.1:40000')
  const others = leaveFolder(parent, process.ppid, '127.0.0.1:40001')
  const asked: string[] = []
  const folder = makeBenchFolder({ parent, removeImages: (prefix) => asked.push(prefix) > 0 })
  expect({ asked, left: readdirSync(parent).sort() }).toEqual({
    asked: ['127.0.0.1:40000/'],
    left: [others, folder.path].map((path) => path.slice(parent.length + 1)).sort(),
  })
  folder.ownImages('127.0.0.1:40002')
  folder.remove()
  folder.remove()
  expect({ asked, left: readdirSync(parent) }).toEqual({
    asked: ['127.0.0.1:40000/', '127.0.0.1:40002/'],
    left: [others.slice(parent.length + 1)],
  })
})

it('keeps the name of images that the engine would not give up, for the next one to try', () => {
  const parent = temporaryFolder()
  const left = leaveFolder(parent, gone, '127.0.0.1:40000')
  makeBenchFolder({ parent, removeImages: () => false }).remove()
  expect(readdirSync(left)).toEqual(['images'])
  makeBenchFolder({ parent, removeImages: () => true }).remove()
  expect(existsSync(left)).toBe(false)
})

it('ends the processes that were started for it, and no others', async () => {
  const folder = makeBenchFolder({ parent: temporaryFolder(), removeImages: () => true })
  const command = { command: process.execPath, args: ['-e', 'process.stdout.write("up"); setInterval(() => {}, 1000)'] }
  const start = (home: string) => spawn(command.command, command.args, { env: { HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] })
  const [own, other] = [start(join(folder.path, 'lanes/a')), start('/elsewhere')]
  onTestFinished(() => void other.kill('SIGKILL'))
  await Promise.all([own, other].map((child) => once(child.stdout, 'data')))
  const ended = once(own, 'exit')
  folder.remove()
  expect(await ended).toEqual([null, 'SIGKILL'])
  expect([other.exitCode, other.signalCode]).toEqual([null, null])
})
