// @ts-check
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where engine, registry and base image of this machine are kept: outside every checkout, so that none of it is watched or hashed,
 * and all checkouts share it. https://specifications.freedesktop.org/basedir-spec/latest/
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [home]
 */
export function stateFolder(env, home = homedir()) {
  const configured = env['XDG_STATE_HOME']
  // The specification: a relative path is invalid and to be ignored.
  const parent = configured && isAbsolute(configured) ? configured : join(home, '.local', 'state')
  return join(parent, 'module-images')
}

/** The one place that knows what lies where in it. @param {string} root */
export function stateLayout(root) {
  return {
    root,
    lock: join(root, 'lock'),
    logFile: join(root, 'set-up.log'),
    apt: join(root, 'apt'),
    installed: join(root, 'installed.json'),
    engine: join(root, 'engine'),
    engines: join(root, 'engines'),
    registry: join(root, 'registry'),
    base: join(root, 'base'),
  }
}

/** @typedef {ReturnType<typeof stateLayout>} StateLayout */
