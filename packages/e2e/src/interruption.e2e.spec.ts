import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { waitFor } from './process/wait-for.js'
import { holdDuringTest, PUBLISHER } from './registry/test-registry.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes } from './workspace/report-table.js'

/** A step that waits until it is stopped, unless the secret, which is no part of the content key, says go. */
const GATED_STEP = 'RUN --mount=type=secret,id=gate while grep -q wait /run/secrets/gate; do sleep 0.1; done'

describe('an interruption', () => {
  const { registry, workspace } = usePackedWorkspace({
    registry: 'private',
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'slow', ['RUN echo ready > /ready', GATED_STEP], {
        'project.json': JSON.stringify({
          name: 'slow',
          targets: { 'docker-build': { options: { secrets: [{ id: 'gate', file: 'gate.txt' }] } } },
        }),
        '.dockerignore': '*\n',
        'gate.txt': 'wait\n',
      }),
      ...tinyModule(workspace, 'tiny'),
    }),
  })

  const env = () => ({
    MODULE_IMAGES_REGISTRY_HOST: registry.host,
    MODULE_IMAGES_REGISTRY_USERNAME: PUBLISHER.username,
    MODULE_IMAGES_REGISTRY_PASSWORD: PUBLISHER.password,
  })
  const push = (module: string) => workspace.nx(['docker-push', module], { env: env() })
  const latest = async (module: string) => (await registry.image(`${workspace.prefix}/${module}`, 'latest'))?.digest
  const signInFolders = () => readdirSync(join(workspace.sandbox, 'tmp')).filter((name) => name.startsWith('module-images-'))

  /** Nothing of the interrupted run is left: no process, no folder with a sign-in. */
  async function expectNothingLeft(): Promise<void> {
    await waitFor('every process to end', () => workspace.leftProcesses().length === 0).catch(() => undefined)
    expect(workspace.leftProcesses()).toEqual([])
    expect(signInFolders()).toEqual([])
  }

  it('of a build stops it, and the next run makes it good', async () => {
    const run = workspace.startNx(['docker-push', 'slow'], { env: env() })
    await run.said('RUN echo ready')
    run.signalGroup('SIGINT')
    const { exitCode, output } = await run.done
    expect(exitCode, output).not.toBe(0)
    await expectNothingLeft()
    expect(await workspace.engine.images(`${workspace.registry}/slow`)).toEqual([])
    expect(await registry.tags(`${workspace.prefix}/slow`)).toEqual([])

    workspace.write({ 'modules/slow/gate.txt': 'go\n' })
    const next = await push('slow')
    expect(next.exitCode, next.output).toBe(0)
    expect(outcomes(next.output)['slow']).toBe('built')
    expect(await registry.tags(`${workspace.prefix}/slow`)).toEqual([workspace.receipt('slow').contentTag, 'latest'])
  })

  it('of an upload leaves latest at the old image, and the next run moves it', async () => {
    const first = await push('tiny')
    expect(first.exitCode, first.output).toBe(0)
    const before = await latest('tiny')
    expect(before).toMatch(/^sha256:/)

    workspace.write(tinyModule(workspace, 'tiny', 'second'))
    const held = holdDuringTest(registry, (method, path) => method !== 'GET' && method !== 'HEAD' && path.includes('/tiny/blobs/uploads/'))
    const run = workspace.startNx(['docker-push', 'tiny'], { env: env() })
    await Promise.race([held.arrived, run.done.then(({ output }) => Promise.reject(new Error(output)))])
    const [folder = ''] = signInFolders()
    expect(statSync(join(workspace.sandbox, 'tmp', folder)).mode & 0o777).toBe(0o700)
    // To nx alone, as a CI runner cancels; Ctrl-C reaches all its processes.
    run.signal('SIGINT')
    const { exitCode, output } = await run.done
    expect(exitCode, output).not.toBe(0)
    held.release()
    await expectNothingLeft()
    expect(await latest('tiny')).toBe(before)

    const next = await push('tiny')
    expect(next.exitCode, next.output).toBe(0)
    const { contentTag } = workspace.receipt('tiny')
    expect(await latest('tiny')).not.toBe(before)
    expect(await latest('tiny')).toBe((await registry.image(`${workspace.prefix}/tiny`, contentTag))?.digest)
  })

  it('between content tag and latest leaves latest whole', async () => {
    const before = await latest('tiny')
    workspace.write(tinyModule(workspace, 'tiny', 'third'))
    const held = holdDuringTest(registry, (method, path) => method === 'PUT' && path.endsWith('/tiny/manifests/latest'))
    const run = workspace.startNx(['docker-push', 'tiny'], { env: env() })
    await Promise.race([held.arrived, run.done.then(({ output }) => Promise.reject(new Error(output)))])
    run.signalGroup('SIGINT')
    const { exitCode, output } = await run.done
    expect(exitCode, output).not.toBe(0)
    await expectNothingLeft()
    expect(await latest('tiny')).toBe(before)
    held.release()

    const next = await push('tiny')
    expect(next.exitCode, next.output).toBe(0)
    expect(outcomes(next.output)).toEqual({ tiny: 'promoted' })
    expect(await latest('tiny')).toBe((await registry.image(`${workspace.prefix}/tiny`, workspace.receipt('tiny').contentTag))?.digest)
  })

  it('of a docker-run stops the container', async () => {
    workspace.write({ 'modules/slow/run.sh': '#!/bin/sh\necho started\ntrap "exit 0" TERM INT\nwhile true; do sleep 0.1; done\n' })
    const run = workspace.startNx(['docker-run', 'slow'], { env: env() })
    await run.said('started')
    const containers = () =>
      workspace.engine.docker(
        'ps',
        '--quiet',
        '--filter',
        `ancestor=${workspace.receipt('slow').image}:${workspace.receipt('slow').contentTag}`,
      )
    expect(await containers()).not.toBe('')
    run.signalGroup('SIGINT')
    await run.done
    await waitFor('the container to end', async () => (await containers()) === '')
    await expectNothingLeft()
    expect(existsSync(join(workspace.root, 'dist/images/slow.json'))).toBe(true)
  })
})
