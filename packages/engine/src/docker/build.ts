import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import * as v from 'valibot'
import { createRedactor, makeRunFolder, type Redact } from '@module-images/process'
import type { BuildProgress } from '../buildkit/build-progress.js'
import { planBuildFailure } from '../buildkit/build-failure.js'
import { createBuildTracker, type BuildTracker } from '../buildkit/build-tracker.js'
import { createRawStatusParser } from '../buildkit/raw-status.js'
import type { BuildRequest } from '../build-request.js'
import type { BuildOutcome } from '../build-outcome.js'
import { readBuildAccess } from './build-access.js'
import { planBuildArgv } from './build-argv.js'
import { runDocker, type DockerOptions } from './docker-command.js'
import { engineUnavailable, parseUnavailability } from './engine-unavailable.js'
import { refuseMissingSecrets } from '../secrets/missing-secret.js'
import { redactFailure, redactProgress } from '../secrets/redact-build.js'
import { readSecretValues } from '../secrets/secret-values.js'

/** What buildx says of itself beside its statuses: enough for any error, and bounded. */
const KEPT_TEXT_LINES = 500

/**
 * Of buildx's metadata file, what is read. The descriptor is there when the store keeps manifests; the build's name is `BUILDER/NODE/ID`.
 * https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file
 */
const buildMetadata = v.object({
  'buildx.build.ref': v.optional(v.string()),
  'containerimage.digest': v.optional(v.string()),
  'containerimage.descriptor': v.optional(v.object({ digest: v.string() })),
})

/** Builds one image with buildx, telling its progress. */
export async function buildImage(
  options: DockerOptions,
  request: BuildRequest,
  progress: (event: BuildProgress) => void,
): Promise<BuildOutcome> {
  const started = performance.now()
  refuseMissingSecrets(request.secrets, options.env)
  // The one way out of a build: nothing of its output leaves this function but through it.
  const redact = createRedactor(await readSecretValues(request.secrets, options.env))
  const folder = await makeRunFolder('build')
  try {
    const metadataFile = join(folder, 'metadata.json')
    const tracker = createBuildTracker((event) => progress(redactProgress(event, redact)))
    const text: string[] = []
    const parser = createRawStatusParser({
      onStatus: (status) => tracker.add(status),
      onText: (line) => {
        if (text.push(line) > KEPT_TEXT_LINES) text.shift()
      },
    })
    const result = await runDocker(options, planBuildArgv(request, metadataFile), {
      configFolder: request.output.configFolder,
      access: await readBuildAccess({ ...request, configFolder: request.output.configFolder }, options.env),
      secretNames: request.secrets.flatMap((secret) => ('env' in secret ? secret.env : [])),
      onLine: (line) => parser.add(line),
      keepBytes: 0,
    })
    parser.end()
    tracker.end()
    const seconds = (performance.now() - started) / 1000
    if (result.exitCode === 0 && result.stoppedBy === undefined) {
      return { kind: 'built', ...(await readBuildMetadata(metadataFile)), seconds, steps: tracker.count() }
    }
    return failed({ ...result, request, text, tracker, seconds, redact })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface FailedBuild {
  readonly request: BuildRequest
  readonly text: readonly string[]
  readonly tracker: BuildTracker
  readonly seconds: number
  readonly exitCode: number
  readonly stoppedBy?: string
  readonly redact: Redact
}

function failed(build: FailedBuild): BuildOutcome {
  // Before the first step an engine that does not answer was not there to begin with.
  const { request, text, tracker, seconds, exitCode, stoppedBy, redact } = build
  const unavailable = stoppedBy === undefined && tracker.isEmpty() ? parseUnavailability(redact(text.join('\n'))) : undefined
  if (unavailable) throw engineUnavailable(unavailable)
  const failure = planBuildFailure({
    text,
    culprit: tracker.culprit(),
    stoppedBy,
    exitCode,
    dockerfile: request.dockerfile,
    reproduce: request.reproduce,
  })
  return { kind: 'failed', failure: redactFailure(failure, redact), seconds }
}

async function readBuildMetadata(file: string): Promise<{ readonly digest?: string; readonly imageId?: string }> {
  const metadata = v.parse(buildMetadata, JSON.parse(await readFile(file, 'utf8')))
  // Another builder names the image by its manifest, whatever the engine calls it. No other builder may have this name.
  const isEngines = metadata['buildx.build.ref']?.startsWith('default/') === true
  const imageId = isEngines ? metadata['containerimage.digest'] : undefined
  const digest = metadata['containerimage.descriptor']?.digest
  return { ...(digest === undefined ? {} : { digest }), ...(imageId === undefined ? {} : { imageId }) }
}
