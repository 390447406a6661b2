import {
  followPath,
  ignoreFileNames,
  type IgnoreRules,
  ModuleImagesError,
  NO_IGNORE_RULES,
  parseIgnoreRules,
  pathIn,
} from '@module-images/core'
import type { EntryKind } from './file-source.js'
import type { ModuleFolder } from './module-files.js'

/** The ignore file in force. */
export interface IgnoreFile {
  /** The file itself, relative to the module, which a link may have led to; none where there is no ignore file. */
  readonly ignoreFile: string | undefined
  /** Links on the way to it. */
  readonly ignoreLinks: readonly string[]
  readonly rules: IgnoreRules
}

/**
 * Reads the ignore file of a Dockerfile. As BuildKit does, it follows links, which never lead out of the module's folder: its root is
 * `/` for them.
 *
 * @throws ModuleImagesError `bad-ignore-file` for rules that cannot be read, and where BuildKit would silently read none: for a link
 *   that leads to no file of the module, and for a folder of that name
 */
export function readIgnoreFile(folder: ModuleFolder, dockerfile: string): IgnoreFile {
  const { kindOf, findLink } = folder.lookup
  const names = ignoreFileNames(dockerfile).filter((name) => kindOf(name))
  if (names.length === 0) return { ignoreFile: undefined, ignoreLinks: [], rules: NO_IGNORE_RULES }
  // BuildKit passes over a folder when another name has a file.
  const name = names.find((one) => kindOf(one) === 'file' || kindOf(one) === 'symlink') ?? names[0] ?? ''
  const way = followPath(name, findLink)
  if (way === undefined || kindOf(way.path) !== 'file') throw noFile(folder.root, name, kindOf(name), findLink(name))
  const { path, links } = way
  return { ignoreFile: path, ignoreLinks: links, rules: parseIgnoreRules(folder.readText(path), pathIn(folder.root, path)) }
}

function noFile(root: string, name: string, kind: EntryKind | undefined, target: string | undefined): ModuleImagesError {
  const what =
    kind === 'directory' ? 'is a folder' : kind === 'symlink' ? `is a link to '${target}', which is no file of the module` : 'is no file'
  return new ModuleImagesError({
    code: 'bad-ignore-file',
    kind: 'input',
    message: `${name} ${what}: Docker would ignore nothing, and build with every file of the module.`,
    place: { file: pathIn(root, name) },
    fix:
      kind === 'symlink'
        ? `Put a copy of the file in its place, or link to a file in ${root}.`
        : `Put the rules into a file of that name, or remove it.`,
  })
}
