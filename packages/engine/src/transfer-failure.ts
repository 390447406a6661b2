import { ModuleImagesError } from '@module-images/core'
import { printableText } from '@module-images/process'

/** Why a push or a pull failed. */
export type TransferFailureCode =
  | 'registry-denied'
  /** It says that the sign-in, or the token got with it, is over, and not that it may not do this. */
  | 'registry-sign-in-ended'
  | 'image-not-found'
  | 'registry-rate-limited'
  /** It says that it fails: 5xx. */
  | 'registry-failing'
  /** Connections break, or what came is not what was sent. */
  | 'registry-connection-lost'
  | 'registry-unreachable'
  /** The docker command said nothing for so long that it was ended. */
  | 'docker-silent'
  | 'push-failed'
  | 'pull-failed'

interface Reason {
  readonly code: TransferFailureCode
  readonly words: RegExp
  readonly fix: string
}

/**
 * In order: the first whose words are in the engine's complaint. A status counts before the words about connections, and both before what may
 * be part of a name. An engine tells a registry's status and never its body, so a quota that is used up is a refusal like any other.
 */
const REASONS: readonly Reason[] = [
  {
    code: 'registry-rate-limited',
    words: /: 429\b|too ?many ?requests|rate limit|rate exceeded/i,
    fix: 'Wait a while and run it again: what is done is kept. Most registries allow more to those who sign in.',
  },
  {
    code: 'registry-failing',
    words: /: (?:408|5(?!01)\d\d) [A-Z]|received unexpected HTTP status: 5/,
    fix: 'Run it again later: what is done is kept.',
  },
  {
    code: 'registry-connection-lost',
    words:
      /\bEOF\b|connection reset|broken pipe|use of closed network connection|http2: |timeout awaiting response|context deadline exceeded|Client\.Timeout|unexpected (?:commit )?(?:digest|size)|got digest sha256:|failed size validation|server misbehaving/i,
    fix: 'Run it again: what is done is kept.',
  },
  {
    code: 'registry-unreachable',
    words:
      /connection refused|no such host|i\/o timeout|network is unreachable|TLS handshake timeout|certificate|server gave HTTP response/i,
    fix: 'See that the registry runs, and that the engine can reach it.',
  },
  {
    // Bearer tokens: https://www.rfc-editor.org/rfc/rfc6750#section-3.1, where what is not allowed is `insufficient_scope`. The rest is Amazon's.
    code: 'registry-sign-in-ended',
    words: /\binvalid_token\b|authorization token has expired/i,
    fix: "Sign in again with 'docker login'. If it stays so, compare this machine's clock with the registry's.",
  },
  {
    code: 'registry-denied',
    words: /denied|unauthorized|authorization failed|no basic auth credentials|forbidden|insufficient_scope/i,
    fix: "Sign in with 'docker login', or check the image's name. A registry's quota may be used up, too.",
  },
  {
    code: 'image-not-found',
    words: /: not found|manifest unknown|no match for platform|does not match the specified platform/i,
    fix: 'Check the name and the platform.',
  },
]

/** What may go well when it is tried again soon. */
const PASSING: ReadonlySet<string> = new Set<TransferFailureCode>([
  'registry-rate-limited',
  'registry-failing',
  'registry-connection-lost',
  'registry-unreachable',
  'docker-silent',
])

/** Whether a push or a pull that failed with this error is worth another attempt. */
export function isPassingTransferFailure(error: unknown): error is ModuleImagesError {
  return error instanceof ModuleImagesError && error.kind === 'remote' && PASSING.has(error.code)
}

/** Whether the registry would not have the sign-in, or have it do this: another sign-in, or none, may fare better. */
export function isRefusedTransfer(
  error: unknown,
): error is ModuleImagesError & { readonly code: 'registry-denied' | 'registry-sign-in-ended' } {
  return error instanceof ModuleImagesError && (error.code === 'registry-denied' || error.code === 'registry-sign-in-ended')
}

/** Words for a push or a pull that failed. */
export function transferError(verb: 'push' | 'pull', reference: string, stderr: string): ModuleImagesError {
  const reason = REASONS.find(({ words }) => words.test(stderr))
  const text = printableText(stderr.trim()).split('\n').at(-1) || 'docker gave no reason'
  return new ModuleImagesError({
    code: reason?.code ?? `${verb}-failed`,
    kind: 'remote',
    message: `'${reference}' could not be ${verb}ed: ${text}`,
    fix: reason?.fix ?? 'Run it again; if it stays so, see what the engine and the registry log.',
  })
}
