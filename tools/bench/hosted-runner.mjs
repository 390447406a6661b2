// @ts-check
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { attempt, run } from '../local/command.mjs'
import { startEngine } from '../local/dockerd.mjs'
import { startRegistry } from '../local/registry-server.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

/** The first lines of a Dockerfile that needs no registry. */
export const SHELL = 'COPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n'

/** Never the same twice, so that equal layers are not run again. */
export const STAMP = (/** @type {string} */ name) => `RUN cat /proc/sys/kernel/random/uuid > /${name}\n`

/** A registry, a workspace, and an engine that is emptied between jobs, as that of hosted runners is. */
export async function startHostedRunner() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-runner-')))
  const [workspace, registryFolder, place] = [join(folder, 'workspace'), join(folder, 'registry'), join(folder, 'engine')]
  const registry = await startRegistry({ folder: registryFolder })
  await run([process.execPath, join(CHECKOUT, 'node_modules/typescript/bin/tsc'), '--build'], {
    cwd: CHECKOUT,
    failure: 'The packages do not build.',
  })
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const engine = await startEngine({ folder: place, socket: join(place, 'docker.sock'), network: 'own-bridge', prefix })
  mkdirSync(workspace)
  symlinkSync(join(CHECKOUT, 'node_modules'), join(workspace, 'node_modules'))
  const env = { DOCKER_HOST: engine.host }
  return {
    registry: registry.host,
    registryFolder,
    workspace,
    env,
    /** All that the engine keeps. */
    engineData: join(place, 'data'),

    /** @param {string} path below the modules @param {string} text */
    write(path, text) {
      const file = join(workspace, 'modules', path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    },

    async empty() {
      await run(['docker', 'system', 'prune', '--all', '--force'], { env, failure: 'The engine was not emptied.' })
      await run(['docker', 'buildx', 'prune', '--all', '--force'], { env, failure: 'The cache was not emptied.' })
    },

    /** Runs a command in the workspace, that is to succeed. @param {readonly string[]} argv @param {NodeJS.ProcessEnv} [more] */
    async execute(argv, more = {}) {
      const { code, stdout, stderr } = await attempt(argv, { cwd: workspace, env: { CI: 'true', ...env, ...more }, seconds: 600 })
      if (code !== 0) throw new Error(`${argv.join(' ')}\n${stdout}${stderr}`)
      return { stdout, output: stdout + stderr }
    },

    async stop() {
      await engine.stop()
      await registry.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * RUN steps that were executed, as the product tells. A step that is looked up in a cache may be told of before that is known: then a second
 * line says so.
 *
 * @param {string} output
 */
export function executedSteps(output) {
  /** @type {Map<string, string>} */
  const steps = new Map()
  for (const line of output.split('\n')) {
    const [, module, number, step] = /^(\S+ {2})(\[[^\]]+\])(?: RUN (.*?))?(?: {2}cached)?$/.exec(line) ?? []
    const name = `${module}${number}`
    if (line.endsWith('  cached')) steps.delete(name)
    else if (step !== undefined) steps.set(name, `${module?.trim()}: ${step}`)
  }
  return [...steps.values()].sort()
}
