// @ts-check
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { attempt, searchPath } from '../local/command.mjs'
import { engineFiles, startEngine, stopEngine } from '../local/dockerd.mjs'
import { installedDockerd } from '../local/engine-probe.mjs'
import { planBridge, removeBridge } from '../local/own-bridge.mjs'
import { readRecord, writeRecord } from '../local/process-record.mjs'
import { ensureEngineFolder, launcherOf } from './engine-folder.mjs'
import { cellsOf, ENGINES, isOf, nameOf } from './engine-kinds.mjs'
import { startPodmanCell, stopPodmanCell } from './podman-cell.mjs'

/**
 * The engine of one cell of the matrix: data, processes, socket, bridge and Docker configuration are its own. The socket and the
 * configuration lie among the temporary files, where users other than root, as some tests are, can reach them.
 *
 * @typedef {{ version: string, env: NodeJS.ProcessEnv }} CellEngine `env`: for whoever is to use it
 */

const PURPOSE = 'run a second Docker engine'
const INSTEAD = 'Run this as root.'
/** Settings of the person's that would lead commands to another engine or builder. */
const OTHERS = { DOCKER_CONTEXT: undefined, BUILDX_BUILDER: undefined, BUILDX_CONFIG: undefined }

/**
 * @param {import('../local/apt-install.mjs').Installer} machine
 * @param {import('./engine-kinds.mjs').Cell} cell
 * @returns {Promise<CellEngine>}
 * @throws SetUpError when this machine cannot have it
 */
export async function startCellEngine(machine, cell) {
  const { store } = cell
  if (store === 'overlay') return startPodmanCell(machine, cell, folderOf(machine.state, cell))
  const prefix = await machine.privilege.obtain(PURPOSE, INSTEAD)
  const own = isOf(cell.engine, await installedDockerd())
  const root = own ? undefined : (await ensureEngineFolder(machine, cell.engine)).root
  const folder = folderOf(machine.state, cell)
  const open = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-engine-')))
  chmodSync(open, 0o755)
  writeRecord(join(folder, 'open.json'), { open })
  rmSync(engineFiles(folder).logFile, { force: true })
  const socket = join(open, 'docker.sock')
  const env = { ...OTHERS, ...createClient(open, root), DOCKER_HOST: `unix://${socket}` }
  const programs = { launcher: root === undefined ? [] : launcherOf(root), env }
  const { version } = await startEngine({ folder, socket, network: 'own-bridge', store, programs, prefix, log: machine.log })
  return { version, env }
}

/**
 * Stops the engine of a cell and removes what it had but its log; nothing of it need be there.
 *
 * @param {import('../local/set-up.mjs').Machine} machine
 * @param {import('./engine-kinds.mjs').Cell} cell
 */
export async function removeCellEngine({ state, privilege }, cell) {
  const folder = folderOf(state, cell)
  if (!existsSync(folder)) return
  const prefix = await privilege.obtain(PURPOSE, INSTEAD)
  if (cell.engine.program === 'podman') await stopPodmanCell(folder)
  else await stopEngine(folder, prefix)
  // A run that was killed early has noted neither.
  await removeBridge(planBridge(folder), prefix)
  const open = readRecord(join(folder, 'open.json'))?.open
  if (typeof open === 'string') rmSync(open, { recursive: true, force: true })
  const { data, exec } = engineFiles(folder)
  await attempt([...prefix, 'rm', '-rf', '--one-file-system', data, exec], { cleanup: true })
}

/** What a killed run left. @param {import('../local/set-up.mjs').Machine} machine */
export async function removeAllCellEngines(machine) {
  for (const cell of cellsOf(ENGINES)) await removeCellEngine(machine, cell)
}

/** @param {import('../local/state-folder.mjs').StateLayout} state @param {import('./engine-kinds.mjs').Cell} cell */
function folderOf(state, cell) {
  return join(state.engines, nameOf(cell))
}

/**
 * A docker command of the engine's version, where that is not the machine's, and a configuration that names no builder and no sign-in.
 *
 * @param {string} open
 * @param {string | undefined} root
 */
function createClient(open, root) {
  const [config, bin] = [join(open, 'config'), join(open, 'bin')]
  const plugins = join(config, 'cli-plugins')
  mkdirSync(config)
  if (root === undefined) {
    const own = join(process.env['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'cli-plugins')
    if (existsSync(own)) symlinkSync(own, plugins)
    return { DOCKER_CONFIG: config }
  }
  for (const folder of [plugins, bin]) mkdirSync(folder)
  copyFileSync(join(root, 'usr/bin/docker'), join(bin, 'docker'))
  const from = join(root, 'usr/libexec/docker/cli-plugins')
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(plugins, name))
  return { DOCKER_CONFIG: config, PATH: [bin, ...searchPath(process.env)].join(delimiter) }
}
