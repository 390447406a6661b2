import { editJson, type JsonChange, parseJsonWithComments } from '@module-images/workspace'
import type { Tree } from '@nx/devkit'

/** Changes of JSON files, by their paths from the workspace root. */
export type FileChanges = ReadonlyMap<string, readonly JsonChange[]>

/**
 * The value of a JSON file in the tree, and undefined where there is no such file.
 *
 * @throws ModuleImagesError with the given code and the line
 */
export function readJsonFile(tree: Tree, file: string, code: string): unknown {
  const text = tree.isFile(file) ? tree.read(file, 'utf-8') : null
  return text === null ? undefined : parseJsonWithComments(text, { code, file })
}

/** Comments of the files stay. */
export function editFiles(tree: Tree, changes: FileChanges): void {
  for (const [file, own] of changes) {
    const text = tree.read(file, 'utf-8')
    if (text !== null && own.length > 0) tree.write(file, editJson(text, own))
  }
}

/** The value as an object whose fields can be looked at; without fields where it is none. */
export function asObject(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

type Fields = Readonly<Partial<Record<string, unknown>>>
