import { findSyntaxLine, isGitSource, isRemoteSource, type SourceInstruction } from '@module-images/core'

/** A part of a Dockerfile that Buildah reads otherwise than BuildKit, or not at all. */
export interface UnsupportedPart {
  /** `COPY --exclude`. */
  readonly name: string
  /** Of the Dockerfile, where it is there. */
  readonly line?: number
  /** The first Buildah that can; none where none is known to. */
  readonly since?: string
  /** Podman with that Buildah. */
  readonly podman?: string
}

/** What some Buildah lacks, and which has it: https://github.com/containers/buildah/blob/main/CHANGELOG.md */
interface Feature {
  readonly name: string
  readonly since?: string
  readonly podman?: string
  readonly isIn: (instruction: SourceInstruction) => boolean
}

const FEATURES: readonly Feature[] = [
  // From 1.33 on there are some; until 1.36 a change of their text did not run a step again.
  { name: 'here-documents', since: '1.36', podman: '5.1', isIn: ({ heredocs }) => heredocs.length > 0 },
  {
    name: 'RUN --mount with from= of a stage',
    since: '1.29',
    podman: '4.4',
    isIn: (one) => mounts(one).some((mount) => /\bfrom=/i.test(mount)),
  },
  {
    name: 'RUN --mount=type=secret with env=',
    isIn: (one) => mounts(one).some((mount) => /type=secret/i.test(mount) && /\benv=/i.test(mount)),
  },
  {
    name: 'RUN --mount=type=tmpfs with size=',
    isIn: (one) => mounts(one).some((mount) => /type=tmpfs/i.test(mount) && /\bsize=/i.test(mount)),
  },
  { name: 'RUN --network', since: '1.30', podman: '4.5', isIn: hasFlag('RUN', 'network') },
  { name: 'RUN --security', isIn: hasFlag('RUN', 'security') },
  { name: 'RUN --device', isIn: hasFlag('RUN', 'device') },
  // Its patterns are compared with other paths than BuildKit's.
  { name: 'COPY --exclude', isIn: hasFlag('COPY', 'exclude') },
  { name: 'ADD --exclude', isIn: hasFlag('ADD', 'exclude') },
  { name: 'COPY --link', since: '1.41', podman: '5.6', isIn: hasFlag('COPY', 'link') },
  { name: 'ADD --link', since: '1.41', podman: '5.6', isIn: hasFlag('ADD', 'link') },
  { name: 'COPY --parents', since: '1.40', podman: '5.5', isIn: hasFlag('COPY', 'parents') },
  { name: 'COPY --chmod with letters', isIn: (one) => one.flags.some((flag) => /^--chmod=.*[a-z]/i.test(flag) && !flag.includes('$')) },
  { name: 'ADD --checksum', since: '1.33', podman: '4.8', isIn: hasFlag('ADD', 'checksum') },
  { name: 'ADD --keep-git-dir', isIn: hasFlag('ADD', 'keep-git-dir') },
  { name: 'ADD --unpack', isIn: hasFlag('ADD', 'unpack') },
  {
    name: 'ADD of a git repository',
    since: '1.38',
    podman: '5.3',
    isIn: ({ keyword, rest }) => keyword === 'ADD' && rest.text.split(/\s+/).some((word) => isRemoteSource(word) && isGitSource(word)),
  },
  { name: 'HEALTHCHECK --start-interval', since: '1.37', podman: '5.2', isIn: hasFlag('HEALTHCHECK', 'start-interval') },
]

/**
 * The first part of a Dockerfile that this Buildah does not build as BuildKit does.
 *
 * @param buildah its version: `1.28.2`
 */
export function findUnsupported(text: string, instructions: readonly SourceInstruction[], buildah: string): UnsupportedPart | undefined {
  const syntax = findSyntaxLine(text)
  if (syntax !== undefined && !isUsualFrontend(syntax.reference)) return { name: `# syntax=${syntax.reference}`, line: syntax.line }
  for (const instruction of instructions) {
    const feature = FEATURES.find(({ since, isIn }) => !isAtLeast(buildah, since) && isIn(instruction))
    if (feature === undefined) continue
    const { name, since, podman } = feature
    return { name, line: instruction.line, ...(since === undefined ? {} : { since }), ...(podman === undefined ? {} : { podman }) }
  }
  return undefined
}

/** Docker's own, whatever mirror and digest it was locked to. */
export function isUsualFrontend(reference: string): boolean {
  return /(?:^|\/)docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(reference)
}

function isAtLeast(version: string, since: string | undefined): boolean {
  if (since === undefined) return false
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number)
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)
}

function hasFlag(keyword: string, name: string): Feature['isIn'] {
  return (instruction) =>
    instruction.keyword === keyword && instruction.flags.some((flag) => flag === `--${name}` || flag.startsWith(`--${name}=`))
}

function mounts({ keyword, flags }: SourceInstruction): readonly string[] {
  return keyword === 'RUN' ? flags.filter((flag) => flag.startsWith('--mount=')) : []
}
