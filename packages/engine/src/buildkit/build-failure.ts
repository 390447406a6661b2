import { printableText } from '@module-images/process'
import type { Culprit } from './build-tracker.js'
import { parseSourceExcerpt } from './source-excerpt.js'

/** Why a build failed. Callers switch on `code`; texts are printable. */
export interface BuildFailure {
  readonly code: BuildFailureCode
  /** BuildKit's error, without its `failed to solve:`, and buildx's `failed to build:` before that. */
  readonly message: string
  /** What to do, where the code tells. */
  readonly fix?: string
  /** Native path, as the request has it. */
  readonly dockerfile: string
  /** In the Dockerfile, from 1. */
  readonly line?: number
  /** `[base 3/5] RUN …`: the step that failed, or that was running. */
  readonly step?: string
  /** Name of the step's stage, if it has one. */
  readonly stage?: string
  /** The last lines of the step's output, at most 20. */
  readonly lastLines: readonly string[]
  /** A shell command that repeats the build. */
  readonly reproduce: string
}

export type BuildFailureCode =
  /** The engine's signal was aborted. */
  | 'cancelled'
  | 'disk-full'
  /** A step filled a file system that is kept in memory: a mount of type tmpfs, or /dev/shm. */
  | 'tmpfs-full'
  /** The engine died or hung up while it was building. */
  | 'engine-lost'
  /** It gave up on work of its own, or on an image that another build names as well: what may go well the next time. */
  | 'engine-busy'
  /** BuildKit does not accept the Dockerfile, or finds none. */
  | 'dockerfile-invalid'
  /** The registry answered, and has no such base. */
  | 'base-not-found'
  /** The registry answered, and refuses the base. */
  | 'base-denied'
  | 'base-unreachable'
  /** A COPY or ADD names what is not in the context. */
  | 'context-file-missing'
  /** A step of the Dockerfile ended with an error. */
  | 'step-failed'
  /** The engine keeps images in its classic store, which takes neither several platforms nor attestations. */
  | 'needs-containerd-store'
  /** The image was built, and could not be stored or pushed. */
  | 'export-failed'
  /** The Dockerfile has a part that this engine builds otherwise than BuildKit does, or not at all. */
  | 'engine-lacks-feature'
  /** Anything else, such as a builder that does not exist. */
  | 'build-failed'

export interface FailureFacts {
  /** What buildx wrote beside its statuses. */
  readonly text: readonly string[]
  readonly culprit: Culprit | undefined
  readonly stoppedBy?: string | undefined
  readonly exitCode: number
  readonly dockerfile: string
  readonly reproduce: string
}

/** From what a failed build left behind to what it means. */
export function planBuildFailure(facts: FailureFacts): BuildFailure {
  const message = errorMessage(facts)
  const excerpt = parseSourceExcerpt(facts.text)
  const { code, fix } = classify(facts, message, excerpt !== undefined)
  const step = facts.culprit?.name
  const stage = step === undefined ? undefined : parseStage(step)
  return {
    code,
    message,
    ...(fix === undefined ? {} : { fix }),
    dockerfile: facts.dockerfile,
    ...(excerpt === undefined ? {} : { line: excerpt.line }),
    ...(step === undefined ? {} : { step }),
    ...(stage === undefined ? {} : { stage }),
    lastLines: facts.culprit?.lastLines ?? [],
    reproduce: facts.reproduce,
  }
}

function errorMessage(facts: FailureFacts): string {
  const start = facts.text.findLastIndex((line) => line.startsWith('ERROR: '))
  const lines = start < 0 ? facts.text.slice(-5) : facts.text.slice(start, start + 10)
  const message = lines
    .join('\n')
    .replace(/^ERROR: (?:failed to build: )?(?:failed to solve: )?/, '')
    .trim()
  const told = printableText(message) || facts.culprit?.error || `docker buildx ended with exit code ${facts.exitCode}`
  const base = baseAtFault(facts)
  return base === undefined || told.includes(base) ? told : `${base}: ${told}`
}

/** The base whose manifest could not be had. Newer BuildKits tell a refused sign-in alone, without a word of what it was for. */
function baseAtFault({ culprit }: FailureFacts): string | undefined {
  // A fault of the Dockerfile ends what is under way, which then bears its words.
  if (culprit?.error === undefined || DOCKERFILE_PROBLEM.test(culprit.error)) return undefined
  return /^\[(?:internal|context [^\]]*)\] load metadata for (\S+)$/.exec(culprit.name)?.[1]
}

interface Rule {
  readonly code: BuildFailureCode
  readonly fix?: string
  readonly applies: (seen: Seen) => boolean
}

interface Seen {
  readonly facts: FailureFacts
  readonly message: string
  readonly stepFailed: boolean
  readonly isBaseProblem: boolean
  readonly hasExcerpt: boolean
}

const BASE_WORDS = /failed to resolve source metadata|pull access denied/
const ENGINE_PROBLEM =
  /rpc error: code = Unavailable|error reading from server|transport is closing|no such job|Cannot connect to the Docker daemon/
/**
 * The whole message: it could not note down in time what it had built; or a build that was killed is still being cleared away; or another
 * build gave its image the same name at the same moment, which containerd's store takes for a fault (https://github.com/moby/buildkit/pull/6477).
 */
const ENGINE_BUSY =
  /^DeadlineExceeded: |^failed to commit \S+ to \S+ during finalize: .*does not exist: not found$|^image "[^"\s]+": already exists$/
const DOCKERFILE_PROBLEM =
  /dockerfile parse error|no build stage in current context|Dockerfile cannot be empty|failed to read dockerfile|target stage .* could not be found|invalid stage index|failed to parse stage name|should not be blank/

const STORE_PROBLEM =
  /docker exporter does not currently support exporting manifest lists|(?:Attestation|Multi-platform build) is not supported for the docker driver/

export const NO_SPACE = /no space left on device|disk quota exceeded/i
const TMPFS = /--mount=\S*type=tmpfs|\/dev\/shm\b/

/** What a shell's exit codes tell. https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html; 137 is SIGKILL's. */
export const STEP_FIXES: Readonly<Record<number, string>> = {
  126: 'A file was found and cannot be executed: it lacks the executable bit (COPY --chmod=755), or is made for another platform.',
  127:
    'A command was not found. Check its spelling, and that a step before installs it. RUN starts no login shell: what ~/.bashrc or ' +
    '/etc/profile.d adds to PATH (conda, nvm) has to be in an ENV PATH of the Dockerfile, or call bash -lc. ' +
    'A script whose lines end with CRLF is not found either.',
  137: 'The step was killed, most likely because memory ran out: give the engine more, or let the step do less at once (make -j1, Ncpus = 1).',
}

/** In order: the first that applies is the reason. BuildKit has no codes for these, so its words must do. */
const RULES: readonly Rule[] = [
  { code: 'cancelled', applies: ({ facts }) => facts.stoppedBy !== undefined },
  {
    code: 'tmpfs-full',
    fix: "A file system in memory is full: raise the size= of the RUN's tmpfs mount, or write elsewhere; /dev/shm holds 64 MB.",
    applies: ({ facts, message, stepFailed }) =>
      !NO_SPACE.test(message) && stepFailed && fullLines(facts).some((line) => TMPFS.test(`${facts.culprit?.name} ${line}`)),
  },
  {
    code: 'disk-full',
    fix: "Free some space where the engine keeps its data; 'docker system df' shows what takes it.",
    applies: ({ facts, message, stepFailed }) => NO_SPACE.test(message) || (stepFailed && fullLines(facts).length > 0),
  },
  {
    code: 'engine-lost',
    fix: 'The container engine stopped answering. See that it runs, then run this again.',
    applies: ({ message, stepFailed }) => !stepFailed && ENGINE_PROBLEM.test(message),
  },
  {
    code: 'engine-busy',
    fix: 'The container engine had too much to do. Run this again: what is done is kept.',
    applies: ({ message }) => ENGINE_BUSY.test(message),
  },
  {
    code: 'base-not-found',
    fix: 'Check the name in FROM, and that this image was pushed.',
    applies: ({ message, isBaseProblem }) => isBaseProblem && /: not found$|manifest unknown|name unknown/m.test(message),
  },
  {
    code: 'base-denied',
    fix: "Sign in with 'docker login', or check the name in FROM.",
    applies: ({ message, isBaseProblem }) =>
      isBaseProblem && /denied|unauthorized|authorization failed|forbidden|insufficient_scope|\b40[13]\b/i.test(message),
  },
  {
    code: 'base-unreachable',
    fix: "The base's registry cannot be reached from the engine.",
    applies: ({ isBaseProblem }) => isBaseProblem,
  },
  {
    code: 'context-file-missing',
    fix: 'It is not in the build context, or .dockerignore leaves it out.',
    applies: ({ message }) => /failed to (?:calculate checksum|compute cache key).*: not found$/m.test(message),
  },
  { code: 'dockerfile-invalid', applies: ({ message }) => DOCKERFILE_PROBLEM.test(message) },
  ...Object.entries(STEP_FIXES).map(([exitCode, fix]) => ({
    ...{ code: 'step-failed' as const, fix },
    applies: ({ message, stepFailed }: Seen) => stepFailed && message.endsWith(`did not complete successfully: exit code: ${exitCode}`),
  })),
  { code: 'step-failed', applies: ({ stepFailed }) => stepFailed },
  {
    code: 'needs-containerd-store',
    fix: "Several platforms in one image, and attestations, need containerd's image store: https://docs.docker.com/engine/storage/containerd/",
    applies: ({ message }) => STORE_PROBLEM.test(message),
  },
  { code: 'export-failed', applies: ({ facts }) => /^(?:exporting|pushing)\b/.test(facts.culprit?.name ?? '') },
  // With no step at fault, a marked line of the Dockerfile is the frontend's doing.
  { code: 'dockerfile-invalid', applies: ({ hasExcerpt }) => hasExcerpt },
]

function classify(facts: FailureFacts, message: string, hasExcerpt: boolean): Pick<BuildFailure, 'code' | 'fix'> {
  const { culprit } = facts
  const stepFailed = culprit?.error !== undefined && !culprit.internal
  const isBaseProblem = BASE_WORDS.test(message) || baseAtFault(facts) !== undefined
  const rule = RULES.find((one) => one.applies({ facts, message, stepFailed, isBaseProblem, hasExcerpt }))
  return { code: rule?.code ?? 'build-failed', ...(rule?.fix === undefined ? {} : { fix: rule.fix }) }
}

/** Lines of a step's output that say that there is no space. */
function fullLines({ culprit }: FailureFacts): readonly string[] {
  return (culprit?.lastLines ?? []).filter((line) => NO_SPACE.test(line))
}

/** `base` of `[linux/amd64 base 2/3] RUN …`; a stage without a name has none. */
function parseStage(step: string): string | undefined {
  return /^\[(?:\S+\/\S+ )?([^\s\]/]+) \d+\/\d+\] /.exec(step)?.[1]
}
