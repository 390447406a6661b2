import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { parseTrustedRoot, type TrustMaterial } from '@module-images/trust'
import { SigningConfig } from '@sigstore/protobuf-specs'
import { readGivenFile } from '../files/given-file.js'

/** Names in sigstore's own repository. https://github.com/sigstore/root-signing/tree/main/targets */
const [TRUSTED_ROOT, SIGNING_CONFIG] = ['trusted_root.json', 'signing_config.v0.2.json'] as const

/** Whom signatures are believed from, and which services sign: sigstore's public ones, or those of a folder. */
export interface Sigstore {
  readTrusted(): Promise<TrustMaterial>
  readSigningConfig(): Promise<SigningConfig>
}

/** The public one, whose files come by TUF: checked, and kept in the user's folder for programs of sigstore. */
export const PUBLIC_SIGSTORE: Sigstore = {
  readTrusted: async () => parseTrustedRoot(await fetchTarget(TRUSTED_ROOT), TRUSTED_ROOT),
  readSigningConfig: async () => SigningConfig.fromJSON(JSON.parse(await fetchTarget(SIGNING_CONFIG))),
}

/** One of `MODULE_IMAGES_SIGSTORE`, a folder with the files that `cosign trusted-root create` and `cosign signing-config create` write. */
export function chooseSigstore(env: NodeJS.ProcessEnv): Sigstore {
  const folder = env['MODULE_IMAGES_SIGSTORE']?.trim() || undefined
  if (folder === undefined) return PUBLIC_SIGSTORE
  return {
    readTrusted: async () => readTrustedRoot(join(folder, TRUSTED_ROOT)),
    readSigningConfig: async () => readSigningConfig(join(folder, SIGNING_CONFIG)),
  }
}

/** @throws ModuleImagesError `unreadable-file`, `bad-trusted-root` */
export function readTrustedRoot(file: string): TrustMaterial {
  return parseTrustedRoot(readGivenFile(file), file)
}

function readSigningConfig(file: string): SigningConfig {
  const text = readGivenFile(file)
  try {
    return SigningConfig.fromJSON(JSON.parse(text))
  } catch (cause) {
    throw new ModuleImagesError({
      code: 'bad-signing-config',
      kind: 'input',
      message: `${file} is no signing configuration of sigstore.`,
      fix: 'Write one with: cosign signing-config create',
      cause,
    })
  }
}

async function fetchTarget(name: string): Promise<string> {
  const { initTUF } = await import('@sigstore/tuf')
  try {
    return await (await initTUF()).getTarget(name)
  } catch (cause) {
    throw new ModuleImagesError({
      code: 'sigstore-unavailable',
      kind: 'environment',
      message: `sigstore does not give ${name}, which says whom to trust.`,
      fix: 'Look at https://status.sigstore.dev, and at the proxy of this machine. To check without a network: --trusted-root FILE',
      cause,
    })
  }
}
