import { createRequire } from 'node:module'
import { dirname } from 'node:path/posix'
import type * as library from 'ignore'
import type { FileSource } from './file-source.js'

const require = createRequire(import.meta.url)

/**
 * Whether a .gitignore of the workspace hides one of these files.
 *
 * @param paths posix, from the workspace root
 */
export function isAnyGitIgnored(files: FileSource, paths: readonly string[]): boolean {
  const names = new Set(paths.flatMap((path) => path.split('/')))
  const known = new Map<string, library.Ignore | undefined>()
  const rulesOf = (folder: string): library.Ignore | undefined => {
    if (known.has(folder)) return known.get(folder)
    const file = folder === '.' ? '.gitignore' : `${folder}/.gitignore`
    const text = files.has(file) ? files.readText(file) : ''
    const rules = mayMatch(text, names) ? parseRules(text) : undefined
    known.set(folder, rules)
    return rules
  }
  return paths.some((path) => {
    for (let folder = dirname(dirname(path)); ; folder = dirname(folder)) {
      if (rulesOf(folder)?.ignores(folder === '.' ? path : path.slice(folder.length + 1)) === true) return true
      if (folder === '.') return false
    }
  })
}

/** It takes longer to load than hundreds of modules to read, and hardly any .gitignore is about modules. */
function parseRules(text: string): library.Ignore {
  const ignore = require('ignore') as typeof library.default
  return ignore().add(text)
}

/**
 * False where no rule can match a path of these names: each part of a pattern has to match one of them.
 * Rules: https://git-scm.com/docs/gitignore#_pattern_format
 */
function mayMatch(text: string, names: ReadonlySet<string>): boolean {
  return text.split('\n').some((line) => {
    const rule = line.trim()
    if (rule === '' || rule.startsWith('#') || rule.startsWith('!')) return false
    const parts = rule.split('/').filter((part) => part !== '' && part !== '**')
    return parts.every((part) => (/[*?[\\]/.test(part) ? mayMatchAny(part, names) : names.has(part)))
  })
}

function mayMatchAny(part: string, names: ReadonlySet<string>): boolean {
  if (/[?[\\]/.test(part)) return true
  const [start = '', ...rest] = part.split('*')
  const end = rest.at(-1) ?? ''
  return [...names].some((name) => name.startsWith(start) && name.endsWith(end))
}
