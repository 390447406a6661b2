// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { run } from './command.mjs'

const ROOT = '/sys/fs/cgroup'

/**
 * Controllers of the first kind and whether they are mounted, from `/proc/cgroups`: name, hierarchy, groups, enabled.
 * https://man7.org/linux/man-pages/man7/cgroups.7.html
 *
 * @param {string} text
 */
export function parseControllers(text) {
  return text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(/\s+/))
    .map(([name = '', hierarchy, , enabled]) => ({ name, enabled: enabled === '1', used: hierarchy !== '0' }))
}

/**
 * An engine needs control groups. Where no service manager has mounted them, they are mounted as Debian's `cgroupfs-mount` does: the
 * second kind where nothing uses the first, else every controller of the first kind at its own place.
 *
 * @param {{ prefix: readonly string[], log: import('./reporter.mjs').Log }} how
 */
export async function ensureControlGroups({ prefix, log }) {
  const mounted = mountedFolders()
  if (existsSync(`${ROOT}/cgroup.controllers`) || mounted.includes(`${ROOT}/devices`) || mounted.includes(`${ROOT}/memory`)) return
  log('mounting control groups')
  const failure = 'Could not mount the control groups that a container engine needs.'
  const fix =
    'In a container, start it with more rights (`--privileged`), or with the engine of its host: `-v /var/run/docker.sock:/var/run/docker.sock`.'
  const must = (/** @type {string[]} */ ...argv) => run([...prefix, ...argv], { failure, fix })

  const controllers = readControllers()
  if (!controllers.some(({ used }) => used)) {
    await must('mount', '-t', 'cgroup2', 'cgroup2', ROOT)
    return
  }
  if (!mounted.includes(ROOT)) await must('mount', '-t', 'tmpfs', '-o', 'uid=0,gid=0,mode=0755', 'cgroup', ROOT)
  for (const { name } of controllers.filter(({ enabled }) => enabled)) {
    await must('mkdir', '-p', `${ROOT}/${name}`)
    if (!mounted.includes(`${ROOT}/${name}`)) await must('mount', '-t', 'cgroup', '-o', name, 'cgroup', `${ROOT}/${name}`)
  }
}

function readControllers() {
  try {
    return parseControllers(readFileSync('/proc/cgroups', 'utf8'))
  } catch {
    return []
  }
}

/** Where anything is mounted: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html, field 5, blanks as `\040`. */
export function mountedFolders() {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter(Boolean)
    .map((folder) => folder.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))))
}
