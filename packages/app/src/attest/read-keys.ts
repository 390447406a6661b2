import { ModuleImagesError } from '@module-images/core'
import { parseSigningKey, parseVerificationKey, type SigningKey, type VerificationKey } from '@module-images/trust'
import { readGivenFile } from '../files/given-file.js'

/**
 * The key in a file that cosign wrote, or in a variable: `env://NAME`, as for cosign. Its password is in COSIGN_PASSWORD, and never among arguments.
 *
 * @throws ModuleImagesError `unreadable-file`, `missing-signing-key`, `bad-signing-key`, `wrong-signing-password`
 */
export function readSigningKey(from: string, env: NodeJS.ProcessEnv): SigningKey {
  return parseSigningKey(readKeyText(from, env), env['COSIGN_PASSWORD'] ?? '', from)
}

function readKeyText(from: string, env: NodeJS.ProcessEnv): string {
  const [, name] = /^env:\/\/(.*)$/.exec(from) ?? []
  if (name === undefined) return readGivenFile(from)
  const text = env[name]
  if (text) return text
  throw new ModuleImagesError({
    code: 'missing-signing-key',
    kind: 'input',
    message: `The variable ${name}, which is to hold the key, is not set.`,
    fix: 'Set it to the text of the file cosign.key.',
  })
}

/** @throws ModuleImagesError `unreadable-file`, `bad-signing-key` */
export function readVerificationKey(file: string): VerificationKey {
  return parseVerificationKey(readGivenFile(file), file)
}
