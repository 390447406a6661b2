// @ts-check
import { MADE_FILE } from './truth-workspace.mjs'

/** @typedef {import('./arbitrary-steps.mjs').Step} Step */

const NX = { daemon: false }

/** @param {...import('./commands.mjs').Command} commands @returns {Step} */
const run = (...commands) => ({ do: 'run', commands })

/** @type {Step} */
const BUILD = run({ kind: 'build', modules: 'all', ...NX })
/** The second run leaves in a cache what the first could not know yet. */
const BUILD_TWICE = [BUILD, BUILD]

/** Sequences after which a success was once not true, and others of their kind. @type {Readonly<Record<string, readonly Step[]>>} */
const NAMED_SEQUENCES = {
  'a source of a file that a target makes': [
    ...BUILD_TWICE,
    { do: 'edit', file: 'modules/made/src.txt', token: 1 },
    BUILD,
    { do: 'edit', file: 'modules/made/src.txt', token: 2 },
    run({ kind: 'push', modules: 'all', ...NX }),
  ],
  'a file that git ignores': [
    ...BUILD_TWICE,
    { do: 'edit', file: MADE_FILE, token: 1 },
    run({ kind: 'load-command', modules: 'made' }),
    run({ kind: 'build', modules: 'made', daemon: true }),
    run({ kind: 'load', modules: 'made', daemon: true }),
  ],
  'images that are removed, under what was cached': [
    ...BUILD_TWICE,
    run({ kind: 'use', modules: 'child', ...NX }),
    { do: 'rmi', module: 'all' },
    run({ kind: 'use', modules: 'child', ...NX }),
    { do: 'rmi', module: 'made' },
    BUILD,
  ],
  'files that become again what they were': [
    ...BUILD_TWICE,
    { do: 'edit', file: 'modules/base/base.txt', token: 1 },
    run({ kind: 'build', modules: 'child', ...NX }),
    { do: 'rmi', module: 'all' },
    { do: 'edit', file: 'modules/base/base.txt', token: 0 },
    run({ kind: 'build', modules: 'all', daemon: true }),
    run({ kind: 'run', modules: 'child', ...NX }),
  ],
  'an image that the command line would change': [
    run({ kind: 'build', modules: 'lone', changed: 'argument', ...NX }),
    run({ kind: 'build', modules: 'all', changed: 'configuration', ...NX }),
    run({ kind: 'load', modules: 'lone', ...NX }),
  ],
  'a check of what is no longer there': [
    BUILD,
    run({ kind: 'check', modules: 'all', ...NX }),
    { do: 'remove', file: MADE_FILE },
    run({ kind: 'check', modules: 'all', ...NX }),
  ],
}

/** The same as sequences to run; their names can be a repository's. @returns {import('./run-truth.mjs').Sequence[]} */
export function namedSequences() {
  return Object.entries(NAMED_SEQUENCES).map(([title, steps]) => ({ name: title.replace(/[^a-z]+/g, '-'), steps }))
}
