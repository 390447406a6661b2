import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError, shortContentTag } from '@module-images/core'
import { createEngine } from '@module-images/engine'
import type { Clock } from '@module-images/registry'
import { describe, expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { heldImages } from '../testing/held-images.js'
import { uploadImage, type UploadPorts } from './upload-image.js'
import type { LayerCount } from './upload-pace.js'
import { resolveTarget } from '../session/image-target.js'
import { NO_ACTIVITIES } from '../session/activities.js'

/** A run whose engine fails to push with these codes, one after another, and whose waits take no time. */
async function createRun(failures: readonly string[]) {
  const workspace = readWorkspace(temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' }))
  const [calls, logged, signIns] = [[] as string[], [] as string[], [] as string[]]
  const controller = new AbortController()
  let time = 0
  const clock: Clock = {
    now: () => time,
    random: () => 0.5,
    sleep: async (milliseconds) => void (time += milliseconds),
  }
  const rest = [...failures]
  const base = { workspace, registryPrefix: '127.0.0.1:5000/p', contentKeys: createContentKeys(workspace) }
  const wanted = await resolveTarget(base, 'a')
  const run: UploadPorts = {
    ...base,
    ...{ clock, signal: controller.signal, log: (line: string) => logged.push(line) },
    pushConfig: async (refused?: string) => (refused === undefined ? 'first' : `after ${refused}`),
    repositories: {
      ensure: async (image: string) => void calls.push(`ensure ${image}`),
      paced: async <T>(layers: LayerCount, upload: () => Promise<T>): Promise<T> => {
        calls.push(`paced ${await layers()}`)
        return upload()
      },
    },
    engineImages: heldImages(wanted),
    activities: NO_ACTIVITIES,
    engine: {
      inspect: async () => ({
        ...{ kind: 'present', id: 'sha256:0', labels: {}, entrypoint: [], size: 1, platform: 'linux/amd64', layers: 3 },
      }),
      tag: async (source: string, target: string) =>
        void calls.push(`tag ${source.slice(0, 9)} ${target.slice(0, target.lastIndexOf(':'))}`),
      push: async (_: string, folder: string) => {
        calls.push('push')
        signIns.push(folder)
        const code = rest.shift()
        if (code === undefined) return {}
        throw new ModuleImagesError({ code, kind: 'remote', message: `It ended with ${code}.` })
      },
    },
  }
  return { run, wanted, calls, logged, signIns, controller, elapsed: () => time }
}

/** The second time it succeeds. */
const DOCKER_THAT_HANGS_ONCE = `#!/bin/sh
cd "$(dirname "$0")"
[ -e pid ] && exit 0
echo $$ > pid
while sleep 0.2; do echo '1f2e: Waiting'; done
`

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('uploadImage', () => {
  it('makes sure of the repository, and pushes again at the pace of the layers after what passes, saying every wait', async () => {
    const { run, wanted, calls, logged } = await createRun(['registry-rate-limited', 'registry-connection-lost'])
    await uploadImage(run, wanted)
    expect(calls).toEqual([
      'ensure 127.0.0.1:5000/p/a',
      'tag sha256:00 127.0.0.1:5000/p/a',
      'paced 3',
      'push',
      'paced 3',
      'push',
      'paced 3',
      'push',
    ])
    const target = `127.0.0.1:5000/p/a:${shortContentTag(wanted.contentTag)}`
    expect(logged).toEqual([
      `a  pushing ${target} (1 B in the engine)`,
      `127.0.0.1:5000: could not push ${target} (It ended with registry-rate-limited.); attempt 2 in 0.8 s`,
      `127.0.0.1:5000: could not push ${target} (It ended with registry-connection-lost.); attempt 3 in 1.5 s`,
    ])
  })

  it('pushes once more with another sign-in after a refusal, and says so', async () => {
    const { run, wanted, logged, signIns } = await createRun(['registry-failing', 'registry-denied', 'docker-silent'])
    await uploadImage(run, wanted)
    expect(signIns).toEqual(['first', 'first', 'after first', 'after first'])
    expect(logged[2]).toMatch(/could not push .* \(It ended with registry-denied\.\); attempt 3 in 1\.\d s$/)
  })

  it('gives up at the second refusal, whatever was between', async () => {
    const { run, wanted, signIns } = await createRun(['registry-denied', 'registry-failing', 'registry-denied'])
    await expect(uploadImage(run, wanted)).rejects.toMatchObject({ code: 'registry-denied' })
    expect(signIns).toEqual(['first', 'after first', 'after first'])
  })

  it('asks for a sign-in as often as four times where the registry says that it has ended, and says so', async () => {
    const { run, wanted, logged, signIns } = await createRun(Array.from({ length: 4 }, () => 'registry-sign-in-ended'))
    await uploadImage(run, wanted)
    expect(signIns.map((signIn) => signIn.match(/after/g)?.length ?? 0)).toEqual([0, 1, 2, 3, 4])
    expect(logged.slice(1)).toEqual([2, 3, 4, 5].map((attempt) => expect.stringMatching(`sign-in-ended\\.\\); attempt ${attempt} in `)))
  })

  it('gives up on sign-ins that end at once, within a quarter of a minute', async () => {
    const { run, wanted, signIns, elapsed } = await createRun(Array.from({ length: 20 }, () => 'registry-sign-in-ended'))
    await expect(uploadImage(run, wanted)).rejects.toMatchObject({ code: 'registry-sign-in-ended' })
    expect(signIns.length).toBe(5)
    expect(elapsed()).toBeLessThan(15_000)
  })

  it('takes a refusal between them for what it is the second time', async () => {
    const { run, wanted, calls } = await createRun([
      'registry-sign-in-ended',
      'registry-denied',
      'registry-sign-in-ended',
      'registry-denied',
    ])
    await expect(uploadImage(run, wanted)).rejects.toMatchObject({ code: 'registry-denied' })
    expect(calls.filter((call) => call === 'push').length).toBe(4)
  })

  it('ends a docker that says nothing new, and tries again', async () => {
    const bin = temporaryWorkspace({ docker: DOCKER_THAT_HANGS_ONCE })
    chmodSync(join(bin, 'docker'), 0o755)
    const env = { PATH: `${bin}:${process.env['PATH']}`, MODULE_IMAGES_PUSH_SILENCE: '1' }
    const { run, wanted, logged } = await createRun([])
    await uploadImage({ ...run, engine: { ...run.engine, push: createEngine({ env }).push } }, wanted)
    expect(logged.slice(1)).toEqual([
      expect.stringMatching(/\(docker image push was stopped: it had reported nothing for 1 s\.\); attempt 2 in 0\.8 s$/),
    ])
    expect(isAlive(Number(readFileSync(join(bin, 'pid'), 'utf8')))).toBe(false)
  })

  it.each(['push-failed', 'image-not-found'])('gives up at once on %s', async (code) => {
    const { run, wanted, calls } = await createRun([code])
    await expect(uploadImage(run, wanted)).rejects.toMatchObject({ code })
    expect(calls.filter((call) => call === 'push')).toEqual(['push'])
  })

  it.each([
    ['registry-failing', 8],
    ['registry-unreachable', 4],
  ])('gives up on %s after %i attempts, with its own error', async (code, attempts) => {
    const { run, wanted, calls, elapsed } = await createRun(Array.from({ length: 20 }, () => code))
    await expect(uploadImage(run, wanted)).rejects.toMatchObject({ code })
    expect(calls.filter((call) => call === 'push').length).toBe(attempts)
    expect(elapsed()).toBeLessThan(180_000)
  })

  it('waits for nothing once it is interrupted', async () => {
    const { run, wanted, controller, elapsed } = await createRun(['registry-failing'])
    controller.abort()
    await expect(uploadImage(run, wanted)).rejects.toMatchObject({ code: 'cancelled' })
    expect(elapsed()).toBe(0)
  })
})
