import type { Secret } from './secret.js'

/** How to sign in to one registry host. `origin` names, for messages, where it was found. */
export type Credential =
  | {
      readonly kind: 'basic'
      readonly username: string
      readonly password: Secret
      readonly origin: string
      /**
       * Of a sign-in that ends: when to ask its source for the next one, in milliseconds since the epoch, some while before its end.
       * The source is asked as well when the registry refuses it.
       */
      readonly renewAt?: number | undefined
    }
  /** An OAuth2 refresh token, as `docker login` saves it for some registries. */
  | { readonly kind: 'identity-token'; readonly token: Secret; readonly origin: string }
  | { readonly kind: 'anonymous' }

/** One place that may know how to sign in. */
export interface CredentialSource {
  /** For messages: `the environment`, `the user's Docker configuration`. */
  readonly name: string
  /**
   * The credential for exactly this host, named as image references name it: `docker.io`, `127.0.0.1:5000`.
   * Nothing where this source knows none; throws where it is unreadable, so that a broken set-up is not taken for none.
   *
   * @param refused what this source gave and the registry no longer takes: a source that makes sign-ins makes another
   */
  find(host: string, refused?: Credential): Promise<Credential | undefined>
  /**
   * Whether this source makes a sign-in that nobody else holds, and that is not to be made before it is needed: pulls go without until another call
   * has asked for it, or one is refused.
   */
  isOnDemand?(host: string): boolean
}

/** What a credential helper prints. https://github.com/docker/docker-credential-helpers#development */
export interface HelperReply {
  readonly Username: string
  readonly Secret: string
}

/** What the sources may touch, all of it passed in. */
export interface CredentialEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user's home folder. */
  readonly home: string
  /** The text of a file; nothing where it does not exist. */
  readonly readFile: (path: string) => Promise<string | undefined>
  /**
   * Runs `docker-credential-<helper> get` with the server's address on standard input; nothing where it knows none.
   * The name has been checked to hold letters, digits, `.`, `_` and `-` only.
   */
  readonly runHelper: (helper: string, server: string) => Promise<HelperReply | undefined>
}
