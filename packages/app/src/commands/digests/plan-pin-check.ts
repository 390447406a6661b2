import { type RegistryState, renderImageReference, type TagState } from '@module-images/core'
import type { Pin } from './pin.js'

/** What was found out about one image that a pipeline names. */
export interface PinFacts {
  readonly pin: Pin
  /** The module of this checkout that publishes there; undefined where none does any more. */
  readonly module: string | undefined
  /** Its repository with host. */
  readonly image?: string | undefined
  /** What the registry has under the digest or tag the pin names. */
  readonly names: RegistryState
  /** The image of this checkout, where the pin is one of a module. */
  readonly wanted: RegistryState
  /** What the tags beside the digest name now. */
  readonly tags: readonly TagState[]
}

/**
 * What is not as it should be with a pin. missing: the registry does not have it, so that the pipeline cannot run; moved: a tag said to name
 * its digest names another now; old: it is not the image of this checkout; not-pinned: a module asked for is not in the file.
 */
export interface PinProblem {
  readonly code: 'missing' | 'moved' | 'old' | 'not-pinned' | 'registry-unknown'
  readonly module: string | null
  /** In the file, from 1; null for what is not in it. */
  readonly line: number | null
  /** As the file has it, in full. */
  readonly pin: string | null
  readonly message: string
}

export interface PinCheck {
  /** In order of line. */
  readonly problems: readonly PinProblem[]
  /** Pins that were looked at. */
  readonly checked: number
}

/** @param asked modules that must have a pin */
export function planPinCheck(facts: readonly PinFacts[], asked: readonly string[]): PinCheck {
  const pinned = new Set(facts.map(({ module }) => module))
  const absent = asked.filter((module) => !pinned.has(module)).map(notPinned)
  const problems = facts.flatMap(pinProblems).sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  return { problems: [...problems, ...absent], checked: facts.length }
}

function notPinned(module: string): PinProblem {
  return { code: 'not-pinned', module, line: null, pin: null, message: `no pin of ${module}` }
}

function pinProblems({ pin, module, names, wanted, tags }: PinFacts): PinProblem[] {
  const problem = (code: PinProblem['code'], message: string): PinProblem[] => [
    { code, module: module ?? null, line: pin.line, pin: renderImageReference(pin.reference), message },
  ]
  if (names.kind === 'unknown') return problem('registry-unknown', names.reason)
  if (names.kind === 'missing') return problem('missing', 'the registry does not have it')
  // A tag that went along with the module is what makes the pin old, and no news beside that.
  const moved = tags.flatMap(({ tag, names: now }) => {
    const isElsewhere =
      now.kind === 'present' && now.digest !== names.digest && !(wanted.kind === 'present' && now.digest === wanted.digest)
    if (isElsewhere) return problem('moved', `${tag} names ${now.digest} now`)
    return now.kind === 'missing' ? problem('moved', `${tag} names nothing any more`) : []
  })
  return [...moved, ...(module === undefined ? [] : oldProblems(names.digest, wanted, problem))]
}

function oldProblems(
  digest: string,
  wanted: RegistryState,
  problem: (code: PinProblem['code'], message: string) => PinProblem[],
): PinProblem[] {
  switch (wanted.kind) {
    case 'unknown':
      return problem('registry-unknown', wanted.reason)
    case 'missing':
      return problem('old', 'the image of this checkout is another, and not published yet')
    case 'present':
      return wanted.digest === digest ? [] : problem('old', `the image of this checkout is ${wanted.digest}`)
  }
}
