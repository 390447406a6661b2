import type { SealedBuild } from '@module-images/core'
import type { SbomFacts } from '@module-images/trust'
import type { KeyResult, Workspace } from '@module-images/workspace'
import { readCitation } from '../citation/read-citation.js'
import { readModuleLockfiles } from './read-module-lockfiles.js'

/**
 * What is known of an image's contents: the packages of its module's lockfiles.
 *
 * @param digest of the published image
 * @param licence as its label says; without one, as the module's files say
 */
export function readSbomFacts(
  { files }: Pick<Workspace, 'files'>,
  { module, key, sealed }: Pick<Extract<KeyResult, { kind: 'keyed' }>, 'module' | 'key' | 'sealed'>,
  { image, digest, licence }: { readonly image: string; readonly digest: string | undefined; readonly licence: string | undefined },
): SbomFacts {
  const { platforms } = module.options
  const inputs = sealed.inputs.map(({ path }) => path)
  const lockfiles = readModuleLockfiles(files, { root: module.root, inputs }, platforms)
  return {
    module: module.name,
    image,
    key,
    digest,
    platforms,
    bases: basesOf(sealed),
    licence: licence ?? readCitation(files, module.root).citation.licence,
    lockfiles: lockfiles.map(({ file, kind, locked, problems }) => ({ file, kind, packages: locked, problems })),
  }
}

function basesOf({ bases }: SealedBuild): string[] {
  return bases.map((base) => {
    if ('digest' in base) return base.reference.includes('@') ? base.reference : `${base.reference}@${base.digest}`
    return 'key' in base ? `${base.reference} (content key ${base.key})` : base.reference
  })
}
