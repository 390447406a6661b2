import { type EmptyGlob, suggestName } from '@module-images/core'
import { Minimatch } from 'minimatch'
import type { FileSource } from './file-source.js'
import { findModuleFolders } from './find-modules.js'
import { DOCKERFILE } from './read-module.js'
import { createModuleMatcher, type Settings } from './settings.js'

/**
 * The `modules` globs that find none of these modules. A negated one counts only where there is no other: it may wait for what it excludes.
 *
 * @param roots of the modules, posix from the workspace root
 */
export function findEmptyGlobs(files: FileSource, { modules: globs }: Pick<Settings, 'modules'>, roots: readonly string[]): EmptyGlob[] {
  const wanted = globs.filter((glob) => !glob.startsWith('!'))
  const empty = (wanted.length === 0 ? globs : wanted).filter((glob) => !roots.some(createModuleMatcher({ modules: [glob] })))
  const excluding = globs.filter((glob) => glob.startsWith('!'))
  return empty.map((glob) => {
    const [leftOut] = findModuleFolders(files, { modules: [glob, ...excluding] }).roots
    if (leftOut !== undefined) return { glob, leftOut }
    const meant = suggestGlob(files, glob)
    return meant === undefined || globs.includes(meant) ? { glob } : { glob, meant }
  })
}

/** The same glob with the first folder that is not there called as one that is, or ended where folders of modules end. */
function suggestGlob(files: FileSource, glob: string): string | undefined {
  if (glob.startsWith('!') || glob === '.') return undefined
  const steps = glob.split('/')
  if (steps.length > 1 && steps.at(-1) === DOCKERFILE) return steps.slice(0, -1).join('/')
  for (const [index, step] of steps.entries()) {
    if (isPattern(step)) return undefined
    const before = steps.slice(0, index)
    const names = foldersOf(files, before.join('/'))
    if (names.includes(step)) continue
    const near = suggestName(step, names)
    return near === undefined ? undefined : [...before, near, ...steps.slice(index + 1)].join('/')
  }
  return foldersOf(files, glob).some((name) => files.has(`${glob}/${name}/${DOCKERFILE}`)) ? `${glob}/*` : undefined
}

/** Whether a step of a glob may match several names. */
export function isPattern(step: string): boolean {
  return new Minimatch(step, { magicalBraces: true }).hasMagic()
}

function foldersOf(files: FileSource, folder: string): string[] {
  return files.list(folder).flatMap(({ name, kind }) => (kind === 'directory' ? [name] : []))
}
