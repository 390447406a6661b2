import { imageCommit, type ImageDetails, parseImageReference, RECIPE_VERSION } from '@module-images/core'
import {
  type Builder,
  planProvenance,
  planStatement,
  PROVENANCE_TYPE,
  readScanNote,
  SBOM_FORMATS,
  type Statement,
} from '@module-images/trust'
import type { Workspace } from '@module-images/workspace'
import { LICENCE_LABEL } from '../citation/citation.js'
import { readSbomFacts } from '../packages/read-sbom-facts.js'
import type { ImageTarget } from '../session/image-target.js'
import { putStatement, readSigned, type StatementPorts, type SubjectManifest } from './put-statement.js'

/** What attesting takes. */
export interface AttestPorts extends StatementPorts {
  readonly workspace: Pick<Workspace, 'files'>
  readonly builder: Builder
}

/** What an image says of where it was built from, and under which licence it is. */
export type SourceLabels = Readonly<Record<'repository' | 'commit' | 'licence', string | undefined>>

/** @see planLabels in build/image-labels.ts */
export function readSource(details: ImageDetails): SourceLabels {
  const { 'org.opencontainers.image.source': repository, [LICENCE_LABEL]: licence } = details.platforms[0]?.labels ?? {}
  return { repository, commit: imageCommit(details) ?? undefined, licence }
}

/**
 * Signs what is known of a published image, and puts it beside the image: the provenance, and the list of contents in each format. What this
 * signer has signed before is left as it is.
 *
 * @param wanted whose key the image was found to carry
 * @returns the predicate types that were put
 * @throws ModuleImagesError with a `RegistryErrorCode`
 */
export async function attestImage(
  ports: AttestPorts,
  wanted: ImageTarget,
  { manifest, source }: { readonly manifest: SubjectManifest; readonly source: SourceLabels },
): Promise<string[]> {
  const repository = parseImageReference(wanted.image)
  const { digest } = manifest
  const signed = await readSigned(ports, repository, digest)
  const before = new Set(signed.flatMap((statement) => (readScanNote(statement) === undefined ? statement.predicateType : [])))
  const missing = planStatements(ports, wanted, { digest, source }).filter(({ predicateType }) => !before.has(predicateType))
  for (const statement of missing) await putStatement(ports, repository, manifest, statement)
  return missing.map(({ predicateType }) => predicateType)
}

function planStatements(
  { workspace, builder }: AttestPorts,
  wanted: ImageTarget,
  { digest, source }: { readonly digest: string; readonly source: SourceLabels },
): Statement[] {
  const { module, key, sealed, image } = wanted
  const provenance = planProvenance({ module: module.name, root: module.root, key, recipe: RECIPE_VERSION, sealed, source, builder })
  const facts = readSbomFacts(workspace, wanted, { image, digest, licence: source.licence })
  return [
    planStatement({ image, digest }, PROVENANCE_TYPE, provenance),
    ...SBOM_FORMATS.map((format) => planStatement({ image, digest }, format.predicateType, format.plan(facts))),
  ]
}
