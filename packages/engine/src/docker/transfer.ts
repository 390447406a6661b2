import { ModuleImagesError, parseImageReference } from '@module-images/core'
import { printableText } from '@module-images/process'
import type { TransferProgress } from '../engine.js'
import { transferError } from '../transfer-failure.js'
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
