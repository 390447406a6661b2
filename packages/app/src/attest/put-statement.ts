import type { ImageReference } from '@module-images/core'
import type { Manifest, RegistryClient } from '@module-images/registry'
import { isAbout, planReferrer, type Statement, type StatementSigner } from '@module-images/trust'
import { type BundlesClient, readBundles } from './read-bundles.js'

/** What signing takes, and keeping what is signed. */
export interface StatementPorts {
  readonly registry: BundlesClient & Pick<RegistryClient, 'putBlob' | 'putReferrer'>
  readonly signer: StatementSigner
}

/** The manifest of an image that statements are put beside. */
export type SubjectManifest = Pick<Manifest, 'digest' | 'mediaType' | 'bytes'>

type Repository = Pick<ImageReference, 'host' | 'repository'>

/**
 * Signs a statement and puts it beside the image, whose digest stays. One after the other: each may change the list that a registry without an
 * interface keeps under a tag.
 *
 * @throws ModuleImagesError with a `RegistryErrorCode`, or what the signer throws
 */
export async function putStatement(
  { registry, signer }: StatementPorts,
  { host, repository }: Repository,
  { digest, mediaType, bytes }: SubjectManifest,
  statement: Statement,
): Promise<void> {
  const plan = planReferrer(await signer.sign(statement), statement.predicateType, { mediaType, digest, size: bytes.byteLength })
  for (const blob of plan.blobs) await registry.putBlob({ host, repository }, blob.bytes)
  await registry.putReferrer({ host, repository }, plan.manifest)
}

/** What this signer has signed for a digest. */
export async function readSigned(
  { registry, signer }: { readonly registry: BundlesClient; readonly signer: StatementSigner },
  repository: Repository,
  digest: string,
): Promise<Statement[]> {
  const found = await readBundles(registry, repository, digest)
  return found.flatMap(({ bytes }) => {
    const opened = signer.verifier.open(bytes)
    return opened.kind === 'signed' && isAbout(opened.statement, digest) ? [opened.statement] : []
  })
}
