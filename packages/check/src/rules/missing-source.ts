import { isIgnored, parseIgnoreRules } from '@module-images/core'
import type { ModuleRule } from '../check-rule.js'
import { appendLine, type TextEdit } from '../text-edit.js'

export const missingSource: ModuleRule = {
  id: 'missing-source',
  scope: 'module',
  title: 'Every copied file is there for the build',
  severity: 'error',
  why: 'The build fails at this line, often after long steps before it: the file does not exist, or the ignore file hides it.',
  fix: 'Add the file, correct its path, or let the ignore file take it back with a line that begins with an exclamation mark.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\nCOPY renv.lock .\n',
          '.dockerignore': '*\n!renv.lock\n',
          'renv.lock': '{"R":{"Version":"4.5.0"},"Packages":{}}',
        },
      },
    ],
    failing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY scripts/setup.sh /\n' }, lines: ['Dockerfile:2'] },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\n\nCOPY apt.txt .\n', '.dockerignore': '*\n', 'apt.txt': 'curl\n' },
        lines: ['Dockerfile:3'],
      },
      {
        note: 'There is no pip.txt, and the ignore file would hide it.',
        files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY pip.txt .\n', '.dockerignore': '*\n' },
        lines: ['Dockerfile:2'],
      },
    ],
  },
  check({ build, texts }) {
    if (!build) return []
    const takeBack = createTakeBack(build.ignoreFile, texts)
    return build.inputs.problems.map(({ message, line, fix, hidden }) => ({
      message,
      place: { file: build.file, line },
      fix,
      edits: hidden === undefined ? undefined : takeBack(hidden),
    }))
  },
}

/** Certain for a plain file that the ignore file hides and that one more rule shows. One COPY may name it twice. */
function createTakeBack(
  ignoreFile: string | undefined,
  texts: ReadonlyMap<string, string>,
): (path: string) => readonly TextEdit[] | undefined {
  const text = ignoreFile === undefined ? undefined : texts.get(ignoreFile)
  if (ignoreFile === undefined || text === undefined) return () => undefined
  const edits = new Map<string, TextEdit[] | undefined>()
  return (path) => {
    if (!edits.has(path)) edits.set(path, takeBack(ignoreFile, text, path))
    return edits.get(path)
  }
}

function takeBack(ignoreFile: string, text: string, path: string): TextEdit[] | undefined {
  // A name with a character that means something in rules, or with space at an end, would need thought.
  if (!/^[\w.+@-]+(?:\/[\w.+@-]+)*$/.test(path)) return undefined
  const edit = appendLine(ignoreFile, text, `!${path}`)
  const fixed = parseIgnoreRules(`${text}${edit.insert}`, ignoreFile)
  return isIgnored(fixed, path) ? undefined : [edit]
}
