// @ts-check
import { LONG_TESTS } from './long-tests.mjs'

const EVERYTHING = ['unit', 'int', 'e2e']

/**
 * Which of Vitest's projects the person's arguments ask for. Only the end-to-end tests need an engine, so a run that names other projects
 * sets none up.
 *
 * @param {readonly string[]} argv
 * @returns {string[]}
 */
export function wantedProjects(argv) {
  const named = argv.flatMap((argument, index) => {
    if (argument === '--project') return argv[index + 1] ?? []
    return argument.startsWith('--project=') ? argument.slice('--project='.length) : []
  })
  return named.length > 0 ? named : EVERYTHING
}

/**
 * Vitest's arguments. Without an engine the end-to-end tests are left out here, and the run fails for it.
 *
 * @param {readonly string[]} given
 * @param {{ engine: boolean, report: string }} run
 */
export function planVitestArguments(given, { engine, report }) {
  const argv = withoutAll(given)
  const reporters = argv.some((argument) => argument.startsWith('--reporter')) ? [] : ['--reporter=default']
  const rest = engine
    ? argv
    : [
        ...withoutProjects(argv),
        ...wantedProjects(argv)
          .filter((name) => name !== 'e2e')
          .flatMap((name) => ['--project', name]),
      ]
  return ['run', ...rest, ...reporters, '--reporter=json', `--outputFile.json=${report}`]
}

/**
 * The files that are left out: the long tests, unless `--all` is given or files are named.
 *
 * @param {readonly string[]} given
 * @returns {readonly string[]}
 */
export function planLeftOut(given) {
  const argv = withoutAll(given)
  return argv.length === given.length && withoutProjects(argv).length === 0 ? LONG_TESTS : []
}

/** @param {readonly string[]} given */
function withoutAll(given) {
  return given.filter((argument) => argument !== '--all')
}

/** @param {readonly string[]} argv */
function withoutProjects(argv) {
  return argv.filter((argument, index) => !argument.startsWith('--project') && argv[index - 1] !== '--project')
}
