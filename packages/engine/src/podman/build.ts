import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { frontendOf, parseDockerfile, readInstructions, SYNTAX_ARGUMENT } from '@module-images/core'
import { createRedactor, makeRunFolder } from '@module-images/process'
import type { BuildProgress } from '../buildkit/build-progress.js'
import type { BuildOutcome } from '../build-outcome.js'
import type { BuildRequest } from '../build-request.js'
import { refuseMissingSecrets } from '../secrets/missing-secret.js'
import { redactFailure, redactProgress } from '../secrets/redact-build.js'
import { readSecretValues } from '../secrets/secret-values.js'
import { BaseFailure, pullBases } from './base-images.js'
import { planBuildArgv } from './build-argv.js'
import { lacksFeature, planBaseFailure, planPodmanFailure } from './build-failure.js'
import { type PodmanOptions, runPodman } from './podman-command.js'
import { planPodmanDockerfile } from './podman-dockerfile.js'
import type { PodmanInfo } from './podman-info.js'
import { parsePodmanUnavailable } from './podman-unavailable.js'
import { createStepTracker } from './step-tracker.js'
import { findUnsupported, isUsualFrontend, type UnsupportedPart } from './unsupported.js'

/** Leaves nothing out, also where the context's own rules would; a file without rules would make podman read those. */
const NO_RULES = '!**\n'

/** Builds one image with podman, once it is known that its Buildah reads the Dockerfile as BuildKit does. */
export async function buildImage(
  options: PodmanOptions,
  readInfo: () => Promise<PodmanInfo>,
  request: BuildRequest,
  progress: (event: BuildProgress) => void,
): Promise<BuildOutcome> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  refuseMissingSecrets(request.secrets, options.env)
  const text = await readFile(request.dockerfile, 'utf8')
  const unsupported = await findObstacle(text, request, readInfo)
  if (unsupported !== undefined) return { kind: 'failed', failure: lacksFeature(request, unsupported), seconds: seconds() }
  const dockerfile = planPodmanDockerfile(text, request)
  try {
    const { configFolder } = request.output
    await pullBases(options, dockerfile.images, { platform: request.platforms[0], configFolder })
  } catch (error) {
    if (!(error instanceof BaseFailure)) throw error
    return { kind: 'failed', failure: planBaseFailure(request, error, dockerfile.lineOf(error.image)), seconds: seconds() }
  }
  return runBuild(options, { request, dockerfile, seconds }, progress)
}

/** @param text of the Dockerfile */
async function findObstacle(
  text: string,
  { platforms, buildArgs, output }: BuildRequest,
  readInfo: () => Promise<PodmanInfo>,
): Promise<UnsupportedPart | undefined> {
  if (platforms.length > 1) return { name: `one image for ${platforms.join(' and ')}` }
  if (output.kind === 'files') return { name: 'files in place of an image' }
  const { [SYNTAX_ARGUMENT]: frontend } = buildArgs
  if (frontend !== undefined && !isUsualFrontend(frontendOf(frontend))) return { name: `${SYNTAX_ARGUMENT}=${frontend}` }
  parseDockerfile(text, 'Dockerfile')
  return findUnsupported(text, readInstructions(text, 'Dockerfile'), (await readInfo()).buildah)
}

interface ReadyBuild {
  readonly request: BuildRequest
  readonly dockerfile: ReturnType<typeof planPodmanDockerfile>
  readonly seconds: () => number
}

async function runBuild(
  options: PodmanOptions,
  { request, dockerfile, seconds }: ReadyBuild,
  progress: (event: BuildProgress) => void,
): Promise<BuildOutcome> {
  // The one way out of a build: nothing of its output leaves this function but through it.
  const redact = createRedactor(await readSecretValues(request.secrets, options.env))
  const folder = await makeRunFolder('build')
  try {
    const files = { dockerfile: join(folder, 'Dockerfile'), ignoreFile: join(folder, 'ignore'), idFile: join(folder, 'id') }
    await writeFile(files.dockerfile, dockerfile.text)
    await writeFile(files.ignoreFile, NO_RULES)
    const tracker = createStepTracker(
      dockerfile.stages,
      (event) => progress(redactProgress(event, redact)),
      () => performance.now(),
    )
    const result = await runPodman(options, planBuildArgv(request, dockerfile.images, files), {
      secretNames: request.secrets.flatMap((secret) => ('env' in secret ? secret.env : [])),
      onLine: (line) => tracker.add(line),
    })
    if (result.exitCode === 0 && result.stoppedBy === undefined) {
      tracker.end()
      return { kind: 'built', imageId: (await readFile(files.idFile, 'utf8')).trim(), seconds: seconds(), steps: tracker.count() }
    }
    const unavailable = tracker.current() === undefined ? parsePodmanUnavailable(redact(result.stderr)) : undefined
    if (unavailable !== undefined && result.stoppedBy === undefined) throw unavailable
    const { stderr, stoppedBy } = result
    const failure = planPodmanFailure({
      stderr,
      stoppedBy,
      step: tracker.current(),
      dockerfile: request.dockerfile,
      reproduce: request.reproduce,
    })
    return { kind: 'failed', failure: redactFailure(failure, redact), seconds: seconds() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
