import { type ImageReference, KEY_LABEL, ModuleImagesError, renderJson } from '@module-images/core'
import { type RegistryClient, renderMissingPart } from '@module-images/registry'
import { judgeImage, type SignedImage, type StatementVerifier } from '@module-images/trust'
import { readBundles } from '../../attest/read-bundles.js'
import { openVerifier, type TrustedSigner } from '../../attest/open-verifier.js'
import { readImageDetails } from '../../registry-view/read-image-details.js'
import { reportFailures, runForEach } from '../../report/module-failures.js'
import type { CommandContext } from '../../session/command-context.js'
import { withRegistries } from '../../session/registry-access.js'
import { nameImages } from './name-images.js'
import { renderSigned } from './render-signed.js'

export interface VerifySignedOptions {
  /** References, of whatever registries. */
  readonly images: readonly string[]
  /** Undefined where nobody was named. */
  readonly by: TrustedSigner | undefined
  readonly json: boolean
}

/**
 * `verify --signed`: 0 where each image has provenance and a list of contents that this signer has signed for its digest, else 1. Needs no checkout.
 *
 * @throws ModuleImagesError `no-signer-named`, `no-image-named`, and as `nameImages`, `unreadable-file`, `bad-signing-key`,
 * `bad-trusted-root`, `sigstore-unavailable`
 */
export async function verifySigned({ images, by, json }: VerifySignedOptions, context: CommandContext): Promise<number> {
  if (by === undefined) throw noSigner()
  if (images.length === 0) throw noImage()
  const named = await nameImages(images, context)
  const verifier = await openVerifier(by)
  const { results, failures } = await withRegistries(context, ({ registry }) =>
    runForEach(named, context, ({ name, reference }) =>
      verifyImage(registry, name, reference, verifier).catch((error: unknown) => {
        throw withFix(error)
      }),
    ),
  )
  context.print(json ? renderJson({ images: results }, 2) : results.map((image) => renderSigned(image, context.style)).join('\n\n'))
  const failed = reportFailures(failures, named.length, { ...context, what: 'image' })
  return results.every(({ ok }) => ok) ? failed : 1
}

async function verifyImage(
  registry: RegistryClient,
  name: string,
  reference: ImageReference,
  verifier: StatementVerifier,
): Promise<SignedImage> {
  const { host, repository, tag } = reference
  const tagged = tag === undefined ? undefined : await registry.headManifest({ host, repository, tag })
  const tagDigest = tagged?.kind === 'present' ? tagged.digest : undefined
  const digest = reference.digest ?? tagDigest
  if (digest === undefined) throw noSuchImage(name)
  // By digest from here on: the manifest that is judged is the one that was signed, whatever the tag does meanwhile.
  if ((await registry.getManifest({ host, repository, digest })).kind === 'missing') throw noSuchImage(name)
  const [verification, bundles] = await Promise.all([
    registry.verifyImage({ host, repository, digest }),
    readBundles(registry, { host, repository }, digest),
  ])
  // What does not exist in full may lack the very blob with the labels.
  const details = verification.kind === 'whole' ? await readImageDetails(registry, { host, repository, digest }) : undefined
  const facts = {
    ...{ reference: name, digest, bundles },
    tag: tag === undefined ? undefined : { name: tag, digest: tagDigest },
    missing: verification.kind === 'whole' ? [] : verification.missing.map(renderMissingPart),
    keyLabel: details?.platforms[0]?.labels[KEY_LABEL],
  }
  return judgeImage(facts, verifier)
}

/** The registry is the one in the image's name, whatever the workspace publishes to. */
function withFix(error: unknown): unknown {
  if (!(error instanceof ModuleImagesError) || error.code !== 'registry-unreachable') return error
  return error.with({ fix: "Check the network, and the registry in the image's name." })
}

function noSigner(): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-signer-named',
    kind: 'usage',
    message: 'Nobody was named whose signatures are to be taken.',
    fix: 'Name the workflow that publishes the image, --identity https://github.com/OWNER/REPOSITORY/.github/workflows/FILE@*, or its key: --key cosign.pub',
  })
}

function noImage(): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-image-named',
    kind: 'usage',
    message: 'No image was named to check the signatures of.',
    fix: 'Name it as docker does: module-images verify --signed --key cosign.pub public.ecr.aws/openscpca/hello-r:latest',
  })
}

function noSuchImage(name: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'image-not-found',
    kind: 'input',
    message: `The registry has no image ${name}.`,
    fix: 'Check the spelling of its repository, its tag and its digest.',
  })
}
