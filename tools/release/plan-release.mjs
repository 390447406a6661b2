// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../local/command.mjs'
import { SetUpError } from '../local/set-up-error.mjs'
import { addRelease, readNotes } from './changelog.mjs'

/** The one package.json that has a version, and the address of the repository. */
export const MANIFEST = 'packages/nx/package.json'
const LOCKFILE = 'package-lock.json'
const CHANGELOG = 'CHANGELOG.md'

/**
 * @typedef {object} ReleasePlan
 * @property {string} version
 * @property {string} notes of the GitHub release, in Markdown
 * @property {Readonly<Record<string, string>>} files that a release changes, by path from the checkout, with their new text
 */

/**
 * Plans the next release from the commits since the last one. Reads git and the checkout, changes nothing.
 *
 * @param {string} root the checkout
 * @param {{ date: string, version?: string | undefined }} options `version` in place of the one that the commits ask for
 * @returns {Promise<ReleasePlan>}
 */
export async function planRelease(root, { date, version: wanted }) {
  const { version, commits } = await readCommits(root, wanted)
  if (version === null) {
    throw new SetUpError('No commit since the last release changes what is published.', {
      fix: 'To release all the same: npm run release -- --version VERSION',
    })
  }
  const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8')
  const { changelog, notes } = addRelease(read(CHANGELOG), { version, date, commits })
  const manifest = read(MANIFEST).replace(/^( {2}"version": )"[^"]*"/m, `$1${JSON.stringify(version)}`)
  const lock = JSON.parse(read(LOCKFILE))
  lock.packages['packages/nx'].version = version
  return { version, notes, files: { [MANIFEST]: manifest, [LOCKFILE]: `${JSON.stringify(lock, null, 2)}\n`, [CHANGELOG]: changelog } }
}

/**
 * Reads a release back from its commit.
 *
 * @param {string} root the checkout
 * @param {{ tag: string, repository?: string | undefined }} options `repository`: where this runs, as `owner/name` on GitHub
 * @returns {ReleasePlan}
 */
export function readRelease(root, { tag, repository }) {
  const manifest = JSON.parse(readFileSync(join(root, MANIFEST), 'utf8'))
  if (tag !== `v${manifest.version}`) throw new SetUpError(`The tag is ${tag}, but the version in ${MANIFEST} is ${manifest.version}.`)
  const address = `git+https://github.com/${repository}.git`
  if (repository !== undefined && manifest.repository.url.toLowerCase() !== address.toLowerCase()) {
    const fix = `npm refuses provenance from another repository than package.json names. Change it in ${MANIFEST}, and tag that.`
    throw new SetUpError(`This is the repository ${repository}, but ${MANIFEST} names ${manifest.repository.url}.`, { fix })
  }
  return { version: manifest.version, notes: readNotes(readFileSync(join(root, CHANGELOG), 'utf8'), manifest.version), files: {} }
}

/**
 * @param {string} root
 * @param {string | undefined} wanted
 * @returns {Promise<{ version: string | null, commits: string }>}
 */
async function readCommits(root, wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'module-images-release-'))
  try {
    const file = join(folder, 'commits.json')
    const argv = [process.execPath, join(root, 'tools/release/read-commits.mjs'), file, ...(wanted === undefined ? [] : [wanted])]
    await run(argv, { cwd: root, env: { NX_DAEMON: 'false', NO_COLOR: '1' }, failure: 'nx release could not read the commits.' })
    return JSON.parse(readFileSync(file, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
