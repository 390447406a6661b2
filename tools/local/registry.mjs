// @ts-check
import { installPackages } from './apt-install.mjs'
import { isHubReachable } from './docker-hub.mjs'
import { findProgram } from './command.mjs'
import { isDebianOrUbuntu } from './os-release.mjs'
import { freePort, registryFiles, runningRegistry, speaksRegistry, startRegistry, startRegistryContainer } from './registry-server.mjs'

const USUAL_PORT = 5000
const PACKAGE = 'docker-registry'
const INSTEAD = [
  'Start a registry on port 5000 yourself, for example `docker run -d -p 127.0.0.1:5000:5000 registry:2`,',
  'or install docker-registry, then run this again.',
].join('\n')

/**
 * A registry on 127.0.0.1: ours from an earlier run, else what answers on port 5000, else one of our own.
 *
 * @param {import('./apt-install.mjs').Installer} machine
 * @param {{ dockerHost: string | undefined }} engine
 * @returns {Promise<{ started: boolean, host: string, logFile: string | undefined }>} `logFile`: its access log, where it is ours
 */
export async function ensureRegistry(machine, { dockerHost }) {
  const { folder, usual } = { folder: machine.state.registry, usual: `127.0.0.1:${USUAL_PORT}` }
  const running = await runningRegistry(folder)
  if (running) return { started: false, host: running, logFile: registryFiles(folder).logFile }
  if (await speaksRegistry(usual)) return { started: false, host: usual, logFile: undefined }
  const { host, logFile } = await startAnyRegistry(machine, { folder, port: await freePort(USUAL_PORT), dockerHost })
  return { started: true, host, logFile }
}

/**
 * Starts a registry by whichever way this machine has.
 *
 * @param {import('./apt-install.mjs').Installer} machine
 * @param {{ folder: string, port?: number, dockerHost: string | undefined }} registry
 */
export async function startAnyRegistry(machine, { dockerHost, ...registry }) {
  const env = dockerHost === undefined ? {} : { DOCKER_HOST: dockerHost }
  if (findProgram(PACKAGE) === undefined) {
    // A person who would have to be asked for sudo is not asked for what the engine can do too.
    const preferContainer = !(isDebianOrUbuntu() && machine.privilege.isRoot())
    if (preferContainer && (await isHubReachable())) return startRegistryContainer({ ...registry, env })
    await installPackages([PACKAGE], { ...machine, purpose: `install ${PACKAGE}`, instead: INSTEAD })
  }
  machine.log('starting the registry')
  return startRegistry(registry)
}
