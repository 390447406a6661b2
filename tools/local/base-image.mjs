// @ts-check
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages, readSources } from './apt-install.mjs'
import { plainMirror } from './apt-sources.mjs'
import { attempt, findProgram, run } from './command.mjs'
import { isHubReachable } from './docker-hub.mjs'
import { interruption } from './interruption.mjs'
import { isDebianOrUbuntu } from './os-release.mjs'

const SUITE = 'trixie'
const NAME = 'docker.io/library/debian:trixie-slim'
const LOCAL_NAME = 'module-images.local/debian:trixie-slim'
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]
const INSTEAD = 'Make Docker Hub reachable, or set MODULE_IMAGES_MIRRORS to a mirror of it, `docker.io=HOST/PATH`, then run this again.'

/**
 * Where bases come from, for `MODULE_IMAGES_MIRRORS`. A reachable Docker Hub needs nothing. Where there is none, debian:trixie-slim is made
 * from the packages of this machine's own mirror, and kept: once a registry has it, it stays the base, so that nothing is built anew when
 * Docker Hub comes into reach.
 *
 * @param {import('./apt-install.mjs').Installer} machine
 * @param {{ registry: string, dockerHost: string | undefined }} places
 * @returns {Promise<{ kind: 'set', mirrors: string } | { kind: 'hub' } | { kind: 'made' | 'present', mirrors: string }>}
 */
export async function ensureBaseImage(machine, { registry, dockerHost }) {
  const set = process.env['MODULE_IMAGES_MIRRORS']
  if (set && !set.includes(`=${registry}/`)) return { kind: 'set', mirrors: set }
  const mirrors = `docker.io=${registry}/mirror/docker.io`
  if (await hasImage(registry)) return { kind: 'present', mirrors }
  if (await isHubReachable()) return { kind: 'hub' }

  const env = dockerHost === undefined ? {} : { DOCKER_HOST: dockerHost }
  if (!(await isInEngine(env))) await importBase(await makeTarball(machine), machine.log, env)
  machine.log('pushing the base image to the registry')
  const target = `${registry}/mirror/${NAME}`
  const failure = `Could not push the base image to ${registry}.`
  await run(['docker', 'tag', LOCAL_NAME, target], { env, failure })
  await run(['docker', 'push', '--quiet', target], { env, failure })
  await attempt(['docker', 'rmi', target], { env })
  return { kind: 'made', mirrors }
}

/** @param {string} registry */
async function hasImage(registry) {
  const url = `http://${registry}/v2/mirror/docker.io/library/debian/manifests/trixie-slim`
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(5000), interruption])
    return (await fetch(url, { method: 'HEAD', headers: { accept: MANIFESTS.join(', ') }, signal })).status === 200
  } catch {
    interruption.throwIfAborted()
    return false
  }
}

/** @param {NodeJS.ProcessEnv} env */
async function isInEngine(env) {
  return (await attempt(['docker', 'image', 'inspect', LOCAL_NAME], { env })).code === 0
}

/**
 * @param {string} tarball
 * @param {import('./reporter.mjs').Log} log
 * @param {NodeJS.ProcessEnv} env
 */
async function importBase(tarball, log, env) {
  log('importing the base image')
  const changes = ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'CMD ["bash"]']
  const argv = ['docker', 'import', ...changes.flatMap((change) => ['--change', change]), tarball, LOCAL_NAME]
  await run(argv, { env, failure: 'Could not import the base image.' })
}

/**
 * The file system of the base, made once and kept.
 *
 * @param {import('./apt-install.mjs').Installer} machine
 */
async function makeTarball(machine) {
  const folder = machine.state.base
  const tarball = join(folder, `debian-${SUITE}-slim.tar`)
  mkdirSync(folder, { recursive: true })
  // Left there by a run that was killed.
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.partial'))) rmSync(join(folder, name), { force: true })
  if (existsSync(tarball)) return tarball

  const programs = { mmdebstrap: 'mmdebstrap' }
  const missing = Object.entries(programs).flatMap(([program, name]) => (findProgram(program) === undefined ? [name] : []))
  if (isDebianOrUbuntu() && !existsSync('/usr/share/keyrings/debian-archive-keyring.gpg')) missing.push('debian-archive-keyring')
  const purpose = 'make the base image'
  if (missing.length > 0) await installPackages(missing, { ...machine, purpose: `install ${missing.join(', ')}`, instead: INSTEAD })
  const prefix = await machine.privilege.obtain(purpose, INSTEAD)
  const partial = `${tarball}.${process.pid}.partial`
  machine.log(`making debian:${SUITE}-slim with mmdebstrap`)
  try {
    const failure = 'mmdebstrap could not make the base image.'
    await run([...prefix, 'mmdebstrap', ...(await planArguments())], { failure, fix: INSTEAD, outputFile: partial })
    renameSync(partial, tarball)
  } finally {
    rmSync(partial, { force: true })
  }
  return tarball
}

/** As small as Debian's own slim image: without manual pages, documentation and translations, for packages added later too. */
async function planArguments() {
  const excluded = ['/usr/share/man/*', '/usr/share/locale/*', '/usr/share/doc/*', '/usr/share/info/*']
  const paths = [...excluded.map((path) => `path-exclude=${path}`), 'path-include=/usr/share/doc/*/copyright']
  const apt = ['Acquire::Languages "none"', ...(await machineChecks())]
  const mirror = debianMirror()
  return [
    '--variant=minbase',
    '--include=ca-certificates',
    '--format=tar',
    ...paths.map((path) => `--dpkgopt=${path}`),
    ...apt.map((option) => `--aptopt=${option}`),
    SUITE,
    '-',
    ...(mirror === undefined ? [] : [mirror]),
  ]
}

/** The machine's own mirror where that is Debian's and an image can use it too; else mmdebstrap knows where Debian is. */
export function debianMirror() {
  const { sources, mirror } = readSources()
  const isDebian = sources.some(({ suites }) =>
    suites.some((suite) => /^(?:bookworm|trixie|forky|duke|sid|(?:old)?stable|testing|unstable)$/.test(suite)),
  )
  return isDebian ? plainMirror(mirror, (file) => readFileSync(file, 'utf8')) : undefined
}

/** A mirror that is a snapshot is older than it may be, and a clock may be wrong: what the machine allows of that, an image has to allow too. */
async function machineChecks() {
  const { stdout } = await attempt(['apt-config', 'dump', 'Acquire::Check-Valid-Until', 'Acquire::Check-Date'])
  return [...stdout.matchAll(/^(Acquire::Check-(?:Valid-Until|Date)) "(?:false|no|0)";$/gm)].map(([, name]) => `${name} "false"`)
}
