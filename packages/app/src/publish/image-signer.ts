import { parseImageReference, rememberAnswer } from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import type { Workspace } from '@module-images/workspace'
import type { OpenImageTags } from '../registry-view/image-tags.js'
import type { SigningMethod } from '../session/signing-method.js'
import type { ImageTarget } from '../session/image-target.js'
import type { Content } from './ensure-content.js'

/** Puts signed statements beside what a push uploads. */
export interface ImageSigner {
  /** Signs what this run has uploaded. What was there before is not signed: this run did not build it, and a label alone proves nothing. */
  sign(wanted: ImageTarget, content: Content): Promise<SigningOutcome>
}

export type SigningOutcome =
  /** `added`: how many statements were put. */
  | { readonly kind: 'signed'; readonly added: number }
  /** It was there before: of another signer, or of a run that uploaded it and could not sign. */
  | { readonly kind: 'unsigned' }

/** Opens the signer of a run; undefined where it signs nothing. @throws ModuleImagesError as `openSigner` of attest/ */
export type OpenSigner = () => Promise<ImageSigner | undefined>

interface SignerParts {
  readonly registry: RegistryClient
  readonly imageTags: OpenImageTags
  readonly workspace: Pick<Workspace, 'files'>
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** Undefined to sign nothing. */
  readonly method: SigningMethod | undefined
}

/** Reads the key, or asks who this job is, when a push asks for it, once a run. Most runs sign nothing, and load nothing of what signing takes. */
export function createSigner({ method, env, signal, registry, imageTags, workspace }: SignerParts): OpenSigner {
  return rememberAnswer(async () => {
    if (method === undefined) return undefined
    const [{ attestImage, readSource }, { readSigned }, { openSigner }] = await Promise.all([
      import('../attest/attest-image.js'),
      import('../attest/put-statement.js'),
      import('../attest/open-signer.js'),
    ])
    const ports = { registry, workspace, ...(await openSigner(method, { env, signal })) }
    return {
      async sign(wanted, { manifest, uploaded }) {
        const details = uploaded ? await imageTags(wanted).contentDetails() : undefined
        if (details?.digest === manifest.digest) {
          const added = await attestImage(ports, wanted, { manifest, source: readSource(details) })
          return { kind: 'signed', added: added.length }
        }
        const signed = await readSigned(ports, parseImageReference(wanted.image), manifest.digest)
        return signed.length > 0 ? { kind: 'signed', added: 0 } : { kind: 'unsigned' }
      },
    }
  })
}
