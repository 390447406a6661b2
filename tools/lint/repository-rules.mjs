/** Repository rules that no ready-made checker knows: no unfinished work, skipped test, long file, package registry, download address, page about what is gone or dead link. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPathFinder } from './documented-paths.mjs'
import { createLinkChecker } from './markdown-links.mjs'

const MAX_LINES = 300
const SOURCE = /^(packages|tools)\/.*\.(ts|mts|cts|js|mjs|cjs)$/
const SPEC = /\.spec\.(ts|mjs)$/
/** All packages but the one that is published, which has the version of all. */
const PRIVATE_MANIFEST = /^(?:packages\/(?!nx\/)[^/]+\/)?package\.json$/
const OWN_VERSION = /^ {2}"version":|^ {4}"@module-images\/[\w-]+": "(?!\*")/
const LOCKFILE = /(^|\/)package-lock\.json$/

/** Written in two halves, so that this file passes its own check. */
const MARKER = new RegExp(`\\b(${'TO'}DO|${'FIX'}ME)\\b`)
/** Where packages come from is a setting of whoever installs them. */
const PACKAGE_REGISTRY = new RegExp(`\\b${'regis'}try\\.(?:npmjs|yarnpkg)\\.`)
/** Where the package is not installed, npx would fetch whatever has that name; with `--no` it ends with an error. */
const FETCHING_COMMAND = new RegExp(`\\bnpx ${'module'}-images\\b`)
/** npm takes such an option for its own: `--version` prints npm's. */
const SWALLOWED_OPTION = new RegExp(`--no ${'module'}-images -`)
/** Files as an earlier version of the package wrote them. */
const SAMPLE = /\/testing\/samples\//
const FOCUSED_OR_SKIPPED = /\b(?:describe|it|test|suite|bench)(?:\.\w+)*\.(?:only|skip|todo)\b/
const DOWNLOAD_ADDRESS = /"resolved":\s*"(?:https?|git(?:\+\w+)?):/

/**
 * @param {string} path posix path from the workspace root
 * @param {string} text the file's text
 * @returns {string[]} one `path:line: message` for each fault
 */
export function findFaults(path, text) {
  const lines = text.split('\n')
  if (LOCKFILE.test(path)) {
    const addresses = faultyLines(path, lines, DOWNLOAD_ADDRESS, 'a download address; keep `omit-lockfile-registry-resolved` on')
    return [...addresses, ...missingOptionals(path, text)]
  }
  const versions = PRIVATE_MANIFEST.test(path) ? faultyLines(path, lines, OWN_VERSION, 'a version; only packages/nx has one') : []
  const faults = [
    ...faultyLines(path, lines, MARKER, 'an unfinished-work marker; do it or open an issue'),
    ...faultyLines(path, lines, PACKAGE_REGISTRY, "a package registry's host; leave it to npm's own settings"),
    ...(SAMPLE.test(path) ? [] : faultyLines(path, lines, FETCHING_COMMAND, 'a command that npx may fetch; write `npx --no`')),
    ...faultyLines(
      path,
      lines,
      SWALLOWED_OPTION,
      "an option that npm takes for its own; write `npx --no -- `, or the command's name before it",
    ),
    ...versions,
  ]
  if (SPEC.test(path)) return [...faults, ...faultyLines(path, lines, FOCUSED_OR_SKIPPED, 'a focused or skipped test')]
  const length = text.endsWith('\n') ? lines.length - 1 : lines.length
  const long = SOURCE.test(path) && length > MAX_LINES
  return long ? [...faults, `${path}:${MAX_LINES + 1}: ${length} lines, more than ${MAX_LINES}; split it by what its parts are`] : faults
}

/**
 * npm leaves out of a lock file the optional packages that it could not look up, a program's builds for other systems above all. `npm ci`
 * then refuses the lock file, or installs a program without its build.
 *
 * @type {(path: string, text: string) => string[]}
 */
function missingOptionals(path, text) {
  /** @type {Record<string, { optionalDependencies?: Record<string, string> }>} */
  const packages = JSON.parse(text).packages ?? {}
  const names = new Set(Object.keys(packages).map((key) => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length)))
  const wanted = Object.entries(packages).flatMap(([key, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ key, name })),
  )
  return wanted
    .filter(({ name }) => !names.has(name))
    .map(({ key, name }) => `${path}:1: ${key} wants ${name}, which is missing; restore its entry`)
}

/** @type {(path: string, lines: readonly string[], pattern: RegExp, message: string) => string[]} */
function faultyLines(path, lines, pattern, message) {
  return lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${message}`] : []))
}

/**
 * Faults of every file git tracks, or would if it were added now. Binary files and files just deleted are passed over.
 *
 * @param {string} root
 */
export function findRepositoryFaults(root) {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  const paths = list.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
  const findMissingPaths = createPathFinder(paths)
  const findDeadLinks = createLinkChecker(paths, (path) => readText(join(root, path)) ?? '')
  return paths.flatMap((path) => {
    const text = readText(join(root, path))
    return text === undefined ? [] : [...findFaults(path, text), ...findMissingPaths(path, text), ...findDeadLinks(path, text)]
  })
}

/** @type {(file: string) => string | undefined} */
function readText(file) {
  try {
    const bytes = readFileSync(file)
    return bytes.includes(0) ? undefined : bytes.toString('utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return undefined
    throw error
  }
}
