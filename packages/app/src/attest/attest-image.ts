import { imageCommit, type ImageDetails, type ImageReference, parseImageReference, RECIPE_VERSION } from '@module-images/core'
import type { Manifest, RegistryClient } from '@module-images/registry'
import {
  type Builder,
  isAbout,
  planProvenance,
  planReferrer,
  planStatement,
  PROVENANCE_TYPE,
  SBOM_FORMATS,
  type Statement,
  type StatementSigner,
} from '@module-images/trust'
import type { Workspace } from '@module-images/workspace'
import { LICENCE_LABEL } from '../citation/citation.js'
import { readSbomFacts } from '../packages/read-sbom-facts.js'
import type { ImageTarget } from '../session/image-target.js'
import { type BundlesClient, readBundles } from './read-bundles.js'

/** What attesting takes. */
export interface AttestPorts {
  readonly registry: BundlesClient & Pick<RegistryClient, 'putBlob' | 'putReferrer'>
  readonly workspace: Pick<Workspace, 'files'>
  readonly signer: StatementSigner
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
  { manifest, source }: { readonly manifest: Pick<Manifest, 'digest' | 'mediaType' | 'bytes'>; readonly source: SourceLabels },
): Promise<string[]> {
  const { registry, signer } = ports
  const { host, repository } = parseImageReference(wanted.image)
  const { digest, mediaType, bytes } = manifest
  const statements = planStatements(ports, wanted, { digest, source })
  const before = new Set(await readSigned(ports, { host, repository }, digest))
  const missing = statements.filter(({ predicateType }) => !before.has(predicateType))
  // One after the other: each may change the list that a registry without an interface keeps under a tag.
  for (const statement of missing) {
    const { predicateType } = statement
    const plan = planReferrer(await signer.sign(statement), predicateType, { mediaType, digest, size: bytes.byteLength })
    for (const blob of plan.blobs) await registry.putBlob({ host, repository }, blob.bytes)
    await registry.putReferrer({ host, repository }, plan.manifest)
  }
  return missing.map(({ predicateType }) => predicateType)
}

/** Predicate types of what this signer has signed for a digest. */
export async function readSigned(
  { registry, signer }: { readonly registry: BundlesClient; readonly signer: StatementSigner },
  repository: Pick<ImageReference, 'host' | 'repository'>,
  digest: string,
): Promise<string[]> {
  const found = await readBundles(registry, repository, digest)
  return found.flatMap(({ bytes }) => {
    const opened = signer.verifier.open(bytes)
    return opened.kind === 'signed' && isAbout(opened.statement, digest) ? [opened.statement.predicateType] : []
  })
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
