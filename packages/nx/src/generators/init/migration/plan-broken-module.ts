import type { ModuleImagesError } from '@module-images/core'
import type { MigrationEntry } from './model/migration-entry.js'
import { tell } from './model/told.js'

/** A module whose image cannot be built as it stands, or not yet: a base in the registry that no module makes has to be named, for one. */
export function planBrokenModule({ name, error }: { readonly name: string; readonly error: ModuleImagesError }): MigrationEntry {
  const { message, fix = '', place } = error
  return {
    ...{ state: 'by-hand', topic: 'modules that cannot be built' },
    told: tell`${name}: ${message} ${fix}`,
    ...(place === undefined ? {} : { place: { file: place.file, ...(place.line === undefined ? {} : { line: place.line }) } }),
  }
}
