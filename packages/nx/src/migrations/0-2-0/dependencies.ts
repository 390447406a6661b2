import type { JsonChange } from '@module-images/workspace'
import type { Tree } from '@nx/devkit'
import { nxLog } from '../../generators/nx-log.js'
import { withShownErrors } from '../../generators/with-shown-errors.js'
import { asObject, editFiles, readJsonFile } from '../edit-files.js'

const PACKAGE_JSON = 'package.json'

/** Packages that 0.1.0 had installed beside the plugin, and that are part of it now. */
const JOINED = ['core', 'engine', 'registry'].map((name) => `@module-images/${name}`)

/** Where package managers read names and versions from, as paths into package.json. */
const FIELDS: readonly (readonly string[])[] = [
  ['dependencies'],
  ['devDependencies'],
  ['optionalDependencies'],
  ['overrides'],
  ['resolutions'],
  ['pnpm', 'overrides'],
]

/** Takes the packages off package.json that are part of the plugin now; Nx installs anew after that. */
export default function migrateDependencies(tree: Tree): Promise<void> {
  return withShownErrors(() => {
    const manifest = readJsonFile(tree, PACKAGE_JSON, 'bad-package-json')
    const changes = FIELDS.flatMap((field) => {
      const present = asObject(field.reduce<unknown>((value, key) => asObject(value)[key], manifest))
      return JOINED.filter((name) => name in present).map((name): JsonChange => ({ path: [...field, name], value: undefined }))
    })
    if (changes.length === 0) return
    editFiles(tree, new Map([[PACKAGE_JSON, changes]]))
    const names = JOINED.filter((name) => changes.some(({ path }) => path.includes(name)))
    nxLog.info(`${PACKAGE_JSON}: ${names.join(', ')} removed: @module-images/nx holds what they held.`)
  })
}
