import { type ConfigAuth, type ConfigFolder, createConfigFolder } from '@module-images/engine'
import type { Credential, CredentialSource } from '@module-images/registry'

/** The engine's sign-in to the registry that is published to. */
export interface PushConfig {
  /**
   * A configuration folder with the sign-in, for one push or pull; undefined where the user's own configuration has it already.
   *
   * @param refused a folder of before, whose sign-in the registry no longer takes: unless there is another by now, one is asked for anew
   */
  readonly path: (refused?: string) => Promise<string | undefined>
  /** The same for a pull, which does without a sign-in that is made on demand, until something has asked for it. */
  readonly pullPath: () => Promise<string | undefined>
  /** Of all folders there were. */
  readonly remove: () => Promise<void>
}

interface Held {
  readonly credential: Credential | undefined
  readonly path: string | undefined
}

/**
 * Made on first use. A sign-in that ends is asked for again at each use, which costs nothing until it has been renewed: then there is
 * another folder, while pushes under way keep theirs.
 *
 * @param make for tests
 */
export function createPushConfig(credentials: CredentialSource, host: string, make = createConfigFolder): PushConfig {
  const folders: ConfigFolder[] = []
  const renew = async (held: Held | undefined, refused: string | undefined): Promise<Held> => {
    const isRefused = refused !== undefined && held?.path === refused
    if (held !== undefined && !isRefused && !isRenewable(held.credential)) return held
    const credential = await credentials.find(host, isRefused ? held.credential : undefined)
    if (held !== undefined && !isRefused && credential === held.credential) return held
    const auth = credential && configAuth(credential)
    const folder = auth && (await make({ auths: { [host]: auth } }))
    if (folder) folders.push(folder)
    return { credential, path: folder?.path }
  }
  let last: Promise<Held | undefined> | undefined
  const path = async (refused?: string) => {
    // One after another, so that modules that push at once share a folder; a failure is the asker's alone.
    const held = (last ?? Promise.resolve(undefined)).catch(() => undefined).then((before) => renew(before, refused))
    last = held
    return (await held).path
  }
  return {
    path,
    pullPath: async () => (last === undefined && credentials.isOnDemand?.(host) ? undefined : path()),
    remove: async () => {
      await last?.catch(() => undefined)
      await Promise.all(folders.splice(0).map((folder) => folder.remove()))
    },
  }
}

function isRenewable(credential: Credential | undefined): boolean {
  return credential?.kind === 'basic' && credential.renewAt !== undefined
}

function configAuth(credential: Credential): ConfigAuth | undefined {
  switch (credential.kind) {
    case 'anonymous':
      return undefined
    case 'basic':
      return { username: credential.username, password: credential.password.reveal() }
    case 'identity-token':
      return { identityToken: credential.token.reveal() }
  }
}
