import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'

/** Lockfiles known by name: a change of one selects its module even when the Dockerfile does not copy it. */
export const LOCKFILES = [
  'renv.lock',
  'conda-lock.yml',
  'environment.yml',
  'requirements.txt',
  'uv.lock',
  'poetry.lock',
  'pixi.lock',
  'package-lock.json',
  'apt.txt',
] as const

/** The folder of one module at this moment. Names are those directly in it. */
export interface ModuleFolder {
  /** Posix path from the workspace root. */
  readonly root: string
  readonly names: ReadonlySet<string>
  /** Text of a file of the folder. @throws ModuleImagesError `unreadable-file` */
  readText(name: string): string
}

/** Opens a module's folder: one directory read, files only when asked for. */
export function readModuleFolder(workspaceRoot: string, root: string): ModuleFolder {
  const folder = join(workspaceRoot, root)
  return {
    root,
    names: new Set(readNames(folder, root)),
    readText: (name) => readFile(join(folder, name), `${root}/${name}`),
  }
}

function readNames(folder: string, root: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw unreadable(root, error)
  }
}

function readFile(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, cause: unknown): ModuleImagesError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new ModuleImagesError({
    code: 'unreadable-file',
    kind: 'environment',
    message: `Cannot be read (${why}).`,
    place: { file },
    cause,
  })
}
