import { parseImageReference, pathIn, renderRepository } from '@module-images/core'
import { DOCKERFILE, type LinkedModule } from '@module-images/workspace'
import type { MigrationEntry } from './model/migration-entry.js'
import { tell } from './model/told.js'

/** A tag such as `main` that followed the branch: by it, a module starts from what was published last, and knows nothing of what its base copies. */
export function planPublishedBases(
  modules: readonly Pick<LinkedModule, 'name' | 'root' | 'image' | 'bases'>[],
  registry: string,
): MigrationEntry[] {
  const nameOf = new Map(modules.map(({ name, image }) => [`${registry}/${image}`, name]))
  return modules.flatMap(({ name, root, bases }) =>
    bases.flatMap(({ kind, reference, line }): MigrationEntry[] => {
      const file = pathIn(root, DOCKERFILE)
      const parsed = kind === 'external' ? parseImageReference(reference, { file, line }) : undefined
      const repository = parsed === undefined ? '' : renderRepository(parsed)
      const parent = parsed?.digest === undefined ? nameOf.get(repository) : undefined
      if (parent === undefined) return []
      return [
        {
          state: 'by-hand',
          topic: 'modules on one another',
          told: tell`${name} starts from ${reference}, the image as it was published last. To build it on ${parent} of the same checkout, and anew when that changes, name the base by ${'latest'}.`,
          place: { file, line },
        },
      ]
    }),
  )
}
