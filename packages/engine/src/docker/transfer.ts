import { ModuleImagesError, parseImageReference } from '@module-images/core'
import { printableText } from '@module-images/process'
import type { TransferProgress } from '../engine.js'
import { requireDocker, type DockerOptions } from './docker-command.js'
import { imageNotFound, isMissing } from './images.js'

/** How a push or a pull is done. */
interface TransferDetails {
  readonly configFolder?: string | undefined
  readonly progress?: TransferProgress | undefined
}

/** A big layer takes its time and says nothing meanwhile, since docker draws progress on terminals only. */
const DEFAULT_PUSH_SILENCE_SECONDS = 1_200

/**
 * Pushes one reference, and says the digest that the registry answered with. A push may wait for ever for an engine that waits for
 * something that does not come: one that says nothing for long is ended, and may be tried again.
 */
export async function pushImage(
  options: DockerOptions,
  reference: string,
  { configFolder, progress }: TransferDetails = {},
): Promise<{ readonly digest?: string }> {
  parseImageReference(reference)
  const explain = (stderr: string) => (isMissing(stderr) ? imageNotFound(reference) : transferError('push', reference, stderr))
  const silenceMs = parsePushSilence(options.env['MODULE_IMAGES_PUSH_SILENCE']) * 1000
  const onLine = followLayers(progress)
  const result = await requireDocker(options, ['image', 'push', reference], explain, { configFolder, silenceMs, onLine })
  const digest = parsePushedDigest(result.stdout)
  return digest === undefined ? {} : { digest }
}

/**
 * Seconds, whole, up to a day.
 *
 * @param text of `MODULE_IMAGES_PUSH_SILENCE`
 * @throws ModuleImagesError `bad-push-silence`
 */
export function parsePushSilence(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PUSH_SILENCE_SECONDS
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (seconds > 0 && seconds <= 86_400) return seconds
  throw new ModuleImagesError({
    code: 'bad-push-silence',
    kind: 'input',
    message: `MODULE_IMAGES_PUSH_SILENCE is '${printableText(text)}', which is no number of seconds from 1 to 86400.`,
    fix: `It says after how long a silence a push is ended; without it ${DEFAULT_PUSH_SILENCE_SECONDS}.`,
  })
}

/** `latest: digest: sha256:… size: 498`, the last line of a push. */
export function parsePushedDigest(stdout: string): string | undefined {
  return /^\S+: digest: (sha256:[0-9a-f]{64}) size: \d+$/m.exec(stdout)?.[1]
}

/** Pulls one reference; `platform` as `linux/arm64`, the engine's own when left out. */
export async function pullImage(
  options: DockerOptions,
  reference: string,
  { platform, configFolder, progress }: TransferDetails & { readonly platform?: string | undefined } = {},
): Promise<void> {
  parseImageReference(reference)
  const args = ['image', 'pull', ...(platform === undefined ? [] : [`--platform=${platform}`]), reference]
  const onLine = followLayers(progress)
  await requireDocker(options, args, (stderr) => transferError('pull', reference, stderr), { configFolder, onLine })
}

const LAYER = /^(?<id>[0-9a-f]{12}): (?<state>[A-Z].*)$/
const LAYER_DONE = /^(?:Pushed|Mounted from|Layer already exists|Already exists|Pull complete|Download complete)/

/** Counts layers from docker's lines: `0b0475a5b155: Waiting`, and later `0b0475a5b155: Pushed`. */
export function followLayers(progress: TransferProgress | undefined): ((line: string) => void) | undefined {
  if (progress === undefined) return undefined
  const layers = new Map<string, boolean>()
  return (line) => {
    const { id, state = '' } = LAYER.exec(line)?.groups ?? {}
    if (id === undefined) return
    layers.set(id, layers.get(id) === true || LAYER_DONE.test(state))
    progress({ done: [...layers.values()].filter(Boolean).length, known: layers.size })
  }
}

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
 * In order: the first whose words are in docker's complaint. A status counts before the words about connections, and both before what may
 * be part of a name. Docker tells a registry's status and never its body, so a quota that is used up is a refusal like any other.
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
