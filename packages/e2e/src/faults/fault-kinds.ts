import type { SeededRandom } from './seeded-random.js'

/** What can go wrong between a client and its registry. */
export const FAULT_KINDS = [
  /** Refused without the registry having seen it. */
  '429',
  '429 with Retry-After',
  '500',
  '503',
  'reset',
  /** Half of what was sent reaches the registry, then the connection breaks. */
  'truncated upload',
  'delay',
  /** The registry did it, and the client does not hear of it. */
  'lost reply',
  'truncated reply',
  /** Another digest in the reply's header than the registry's. */
  'wrong digest header',
  /** One byte of what is read differs. */
  'wrong digest body',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** The facts of an exchange that decide which faults can befall it. */
export interface FaultPlace {
  readonly method: string
  readonly hasBody: boolean
}

/** Draws what befalls a request, if anything. */
export function drawFault(random: SeededRandom, probability: number, place: FaultPlace): FaultKind | undefined {
  if (!random.chance(probability)) return undefined
  const [first = 'delay', ...rest] = FAULT_KINDS.filter((kind) => canBefall(kind, place))
  return random.pick([first, ...rest])
}

function canBefall(kind: FaultKind, { method, hasBody }: FaultPlace): boolean {
  if (kind === 'truncated upload') return hasBody
  if (kind === 'truncated reply' || kind === 'wrong digest body') return method === 'GET'
  return true
}
