// @ts-check
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { observeBuild } from './observe.mjs'
import { writeCase } from './write-case.mjs'

/**
 * Whether the Dockerfile frontend of the engine knows `COPY --exclude`, found by a build: versions that distributions patch tell nothing.
 *
 * @param {import('./run-cases.mjs').Place} place
 * @returns {Promise<boolean>}
 * @throws Error when the engine refuses the build for another reason
 */
export async function knowsExclude({ folder, tools }) {
  const [context, output] = [join(folder, 'feature'), join(folder, 'feature-out')]
  try {
    const entries = [{ path: 'a', kind: /** @type {const} */ ('file'), executable: false }]
    writeCase(context, { entries, ignore: undefined, ignoreFile: '.dockerignore', dockerfile: 'FROM scratch\nCOPY --exclude=b . /\n' })
    const observed = await observeBuild(context, { tools, output })
    if (observed.kind === 'built') return true
    if (observed.message.includes('exclude')) return false
    throw new Error(`The engine refuses a build for another reason than its flag: ${observed.message}`)
  } finally {
    for (const path of [context, output]) rmSync(path, { recursive: true, force: true })
  }
}
