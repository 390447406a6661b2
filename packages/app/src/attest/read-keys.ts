import { parseSigningKey, parseVerificationKey, type SigningKey, type VerificationKey } from '@module-images/trust'
import { readGivenFile } from '../files/given-file.js'

/**
 * The key in a file that cosign wrote. Its password is in COSIGN_PASSWORD, as for cosign, and never among arguments.
 *
 * @throws ModuleImagesError `unreadable-file`, `bad-signing-key`, `wrong-signing-password`
 */
export function readSigningKey(file: string, env: NodeJS.ProcessEnv): SigningKey {
  return parseSigningKey(readGivenFile(file), env['COSIGN_PASSWORD'] ?? '', file)
}

/** @throws ModuleImagesError `unreadable-file`, `bad-signing-key` */
export function readVerificationKey(file: string): VerificationKey {
  return parseVerificationKey(readGivenFile(file), file)
}
