import type { RunRequest } from '@module-images/engine'

/** How words are put to docker so that they are what runs. */
export type CommandPlan = Pick<RunRequest, 'entrypoint' | 'command' | 'args'>

const SHELL = /(?:^|\/)(?:ba|da|a|k|z)?sh$/

/**
 * An image's ENTRYPOINT stays before the command, since it often sets up the environment (`conda run`, `tini`). Two would not run it:
 *
 * - one that is itself a shell with `-c` reads one word as its script and the others as its arguments, so it gets a script that runs them;
 * - one in shell form, `/bin/sh -c TEXT`, ignores all words, so it is replaced.
 *
 * https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact
 *
 * @param argv a program and its arguments
 */
export function planCommand(argv: readonly [string, ...string[]], entrypoint: readonly string[]): CommandPlan {
  const [program, ...args] = argv
  if (endsInShell(entrypoint)) return { command: 'exec "$@"', args: ['sh', program, ...args] }
  if (!endsInShell(entrypoint.slice(0, -1))) return { command: program, args }
  const [first, ...rest] = args
  return { entrypoint: program, ...(first === undefined ? {} : { command: first }), args: rest }
}

/** Whether the words are a shell, its flags, and `-c` for the word to come: `/bin/bash -l -c`, `tini -- sh -ec`. */
function endsInShell(words: readonly string[]): boolean {
  if (!/^-[a-z]*c$/.test(words.at(-1) ?? '')) return false
  const program = words.findLast((word) => !word.startsWith('-'))
  return program !== undefined && SHELL.test(program)
}
