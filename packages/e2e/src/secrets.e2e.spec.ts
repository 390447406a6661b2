import { randomBytes } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { watchCommandLines } from './process/processes.js'
import { PUBLISHER } from './registry/test-registry.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes } from './workspace/report-table.js'
import type { TestWorkspace } from './workspace/test-workspace.js'

describe('secrets', () => {
  const token = `token-${randomBytes(8).toString('hex')}`
  const { registry, workspace } = usePackedWorkspace({
    registry: 'private',
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'private', ['RUN --mount=type=secret,id=token md5sum < /run/secrets/token > /seen && sleep 1'], {
        'project.json': JSON.stringify({
          name: 'private',
          targets: { 'docker-build': { options: { secrets: [{ id: 'token', env: 'E2E_TOKEN' }] } } },
        }),
      }),
      ...tinyModule(workspace, 'tiny'),
    }),
  })

  const signedIn = (password: string) => ({
    E2E_TOKEN: token,
    MODULE_IMAGES_REGISTRY_HOST: registry.host,
    MODULE_IMAGES_REGISTRY_USERNAME: PUBLISHER.username,
    MODULE_IMAGES_REGISTRY_PASSWORD: password,
  })
  const basic = Buffer.from(`${PUBLISHER.username}:${PUBLISHER.password}`).toString('base64')

  it('reach the build and the registry, and nothing that others can see', async () => {
    const watch = watchCommandLines()
    const files = watchFiles(workspace, [token, PUBLISHER.password, basic])
    const dockerConfig = () => attempt(() => readFileSync(join(workspace.sandbox, 'docker', 'config.json'), 'utf8'), 'none')
    const before = dockerConfig()
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'], { env: signedIn(PUBLISHER.password) })
    const commandLines = watch.stop()
    const held = files.stop()
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ base: 'built', private: 'built', tiny: 'built' })
    // The watch did see the build that had the secret.
    expect(commandLines.filter((line) => line.includes('id=token'))).not.toEqual([])
    // The engine signs in with a folder of the run's own, which only its owner could look into.
    expect(held).not.toEqual([])
    for (const { path, modes } of held) {
      expect(path).toMatch(/^tmp\/module-images-docker-[^/]+\/config\.json$/)
      expect(modes).toBe('700 600')
    }
    expect(dockerConfig()).toEqual(before)
    for (const secret of [token, PUBLISHER.password, basic]) {
      expect(commandLines.filter((line) => line.includes(secret))).toEqual([])
      expect(output).not.toContain(secret)
      expect(filesWith(workspace, secret)).toEqual([])
    }
    const { image, contentTag } = workspace.receipt('private')
    expect(await workspace.engine.docker('history', '--no-trunc', `${image}:${contentTag}`)).not.toContain(token)
    expect(await workspace.engine.docker('run', '--rm', `${image}:${contentTag}`, '/bin/cat', '/seen')).toMatch(/^[0-9a-f]{32}/)
  })

  it('that are wrong fail with one clear error, and appear nowhere', async () => {
    const wrong = 'wr0ng-password'
    workspace.write(tinyModule(workspace, 'tiny', 'changed'))
    const { exitCode, output } = await workspace.nx(['docker-push', 'tiny'], { env: signedIn(wrong) })
    expect(exitCode, output).toBe(1)
    expect(output.split('\n').filter((line) => line.startsWith('✗ '))).toEqual([
      expect.stringMatching(new RegExp(`^✗ error\\[[a-z-]+\\]: .*${registry.host}.*(credential|sign|password|denied|refused)`, 'i')),
    ])
    expect(output).not.toContain(wrong)
    expect(filesWith(workspace, wrong)).toEqual([])
  })

  it('that a failing step prints are blanked', async () => {
    const lines = ['RUN --mount=type=secret,id=token echo "it is $(cat /run/secrets/token)"; exit 3']
    workspace.write({ 'modules/private/Dockerfile': childModule(workspace, 'private', lines)['modules/private/Dockerfile'] ?? '' })
    const { exitCode, output } = await workspace.nx(['docker-build', 'private'], { env: signedIn(PUBLISHER.password) })
    expect(exitCode, output).toBe(1)
    expect(output).toContain('    | it is ***\n')
    expect(output).not.toContain(token)
    expect(filesWith(workspace, token)).toEqual([])
  })

  it('that the build wants and nobody gave are named', async () => {
    workspace.write({ 'modules/private/Dockerfile': workspace.read('modules/private/Dockerfile').replace('sleep 1', 'sleep 0') })
    const { exitCode, output } = await workspace.nx(['docker-build', 'private'])
    expect(exitCode, output).toBe(1)
    expect(output).toContain('E2E_TOKEN')
  })
})

/** Files a run left in the sandbox, Nx's cache, the home and the temporary folder included, that hold this text. */
function filesWith({ sandbox }: TestWorkspace, text: string): string[] {
  return readdirSync(sandbox, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
}

interface HeldSecret {
  /** From the sandbox. */
  readonly path: string
  /** Of the folder and the file. */
  readonly modes: string
}

const INTERVAL = 50

/** Collects the files outside node_modules that hold one of these texts at any time until it is stopped. */
function watchFiles({ sandbox }: TestWorkspace, texts: readonly string[]): { stop(): HeldSecret[] } {
  const seen = new Map<string, HeldSecret>()
  const timer = setInterval(() => {
    for (const folder of ['tmp', 'home', 'docker', 'workspace/dist', 'workspace/.nx']) {
      for (const [file, content] of readTree(join(sandbox, folder))) {
        if (!texts.some((text) => content.includes(text))) continue
        const path = relative(sandbox, file)
        const modes = [dirname(file), file].map(modeOf).join(' ')
        if (!modes.includes('gone')) seen.set(path, { path, modes })
      }
    }
  }, INTERVAL)
  return {
    stop() {
      clearInterval(timer)
      return [...seen.values()]
    },
  }
}

/** Every file below a folder that is small enough to be a configuration, a log or a receipt, as far as it is still there. */
function readTree(folder: string): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of attempt(() => readdirSync(folder, { recursive: true, withFileTypes: true }), [] as Dirent[])) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isFile() && attempt(() => statSync(file).size, Infinity) < 1024 * 1024)
      files.set(
        file,
        attempt(() => readFileSync(file, 'latin1'), ''),
      )
  }
  return files
}

function modeOf(path: string): string {
  return attempt(() => (statSync(path).mode & 0o777).toString(8), 'gone')
}

/** What is being watched may go at any moment. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
