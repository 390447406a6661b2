// @ts-check
import {
  createInputSelector,
  followLinks,
  ModuleImagesError,
  NO_BASE_LOCK,
  NO_IGNORE_RULES,
  parseBaseLock,
  parseDockerfile,
  parseIgnoreRules,
  parseImageReference,
  planReads,
  renderInputPatterns,
} from '@module-images/core'
import { checkModule, planBuildFacts } from '@module-images/check'
import { readLockfile } from '@module-images/lockfiles'

/**
 * A module's files by name, as texts. Those that have a meaning to a build have it; any other is only there to be copied.
 *
 * @typedef {Readonly<Record<string, string>>} Files
 *
 * @typedef {object} Reading
 * @property {ModuleImagesError | undefined} error why the module cannot be built
 * @property {readonly import('@module-images/check').Finding[]} findings
 * @property {readonly import('@module-images/lockfiles').LockfileProblem[]} problems of lockfiles
 */

export const ROOT = 'modules/fuzzed'
const PLATFORMS = ['linux/amd64']

/**
 * All that the product does with a module's texts before anything is built: its Dockerfile, ignore file, base lock and lockfiles are read, its
 * inputs found, and every rule asked.
 *
 * @param {Files} files
 * @returns {Reading}
 * @throws whatever is no located error
 */
export function readModule(files) {
  const module = { name: 'fuzzed', root: ROOT, image: 'fuzzed', active: true }
  const lockfiles = Object.entries(files).flatMap(([name, text]) => readLockfile(text, `${ROOT}/${name}`) ?? [])
  const texts = new Map(Object.entries(files).map(([name, text]) => [`${ROOT}/${name}`, text]))
  const { build, error } = readBuild(files)
  const own = { module, modules: [module], isBase: false, lockfiles, texts }
  const facts = { ...own, limits: { lockAgeDays: 180 }, now: '2026-06-01T00:00:00.000Z', build, error }
  return { error, findings: checkModule(facts), problems: lockfiles.flatMap(({ problems }) => problems) }
}

/** @param {Files} files */
function readBuild(files) {
  try {
    return { build: gatherBuild(files), error: undefined }
  } catch (error) {
    if (error instanceof ModuleImagesError) return { build: undefined, error }
    throw error
  }
}

/** @param {Files} files */
function gatherBuild(files) {
  const file = `${ROOT}/Dockerfile`
  const text = files['Dockerfile'] ?? ''
  const [ignore, locked] = [files['.dockerignore'], files['image-lock.json']]
  const ignoreFile = ignore === undefined ? undefined : `${ROOT}/.dockerignore`
  const rules = ignore === undefined ? NO_IGNORE_RULES : parseIgnoreRules(ignore, `${ROOT}/.dockerignore`)
  const dockerfile = parseDockerfile(text, file)
  const reads = planReads(dockerfile, { buildArgs: { FROM_OUTSIDE: 'data' }, platforms: PLATFORMS })
  const lock = locked === undefined ? NO_BASE_LOCK : parseBaseLock(locked, `${ROOT}/image-lock.json`)
  const bases = reads.bases.map(({ reference, line }) => {
    parseImageReference(reference, { file, line })
    return /** @type {const} */ ({ kind: 'external', reference, digest: lock.bases.get(reference)?.digest, line })
  })
  const listing = listContext(files)
  const selector = createInputSelector(followLinks(reads, listing), rules)
  renderInputPatterns(reads, rules)
  return planBuildFacts({
    ...{ text, file, reads, rules, bases, lock, ignoreFile },
    listing: listing.filter(({ path, kind }) => selector.isInput(path, kind)),
    exists: (path) => files[path] !== undefined,
    readText: (path) => files[path],
    sizes: new Map(Object.entries(files).map(([name, content]) => [name, content.length])),
    basePlatforms: new Map(bases.map(({ reference }) => [reference, PLATFORMS])),
    options: { buildArgs: {}, platforms: PLATFORMS, labels: {} },
  })
}

/** @param {Files} files @returns {import('@module-images/core').ContextEntry[]} */
function listContext(files) {
  return [
    ...Object.keys(files).map((path) => /** @type {const} */ ({ kind: 'file', path })),
    { kind: 'symlink', path: 'link', target: 'data' },
    { kind: 'symlink', path: 'circle', target: 'circle/circle' },
    { kind: 'directory', path: 'empty' },
  ]
}
