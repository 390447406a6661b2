import { renderImageReference, renderRepository } from '@module-images/core'
import type { PinFacts, PinProblem } from './plan-pin-check.js'

/** One pin that names another image from now on. */
export interface MovedPin {
  readonly line: number
  readonly module: string
  /** As the file had it. */
  readonly from: string
  /** By digest. */
  readonly to: string
}

export interface PinUpdate {
  /** Of the whole file; only pins differ. */
  readonly text: string
  /** In order of line. */
  readonly moved: readonly MovedPin[]
  /** What was left as it is, and why. */
  readonly left: readonly PinProblem[]
  /** Pins that were looked at. */
  readonly checked: number
}

/** Puts the digests that this checkout wants in the place of what a file pins. Comments, names and all else stay, byte for byte. */
export function planPinUpdate(text: string, facts: readonly PinFacts[]): PinUpdate {
  const steps = facts.map((one) => planStep(text, one))
  const moves = steps.flatMap((step) => (step.kind === 'move' ? [step] : []))
  const updated = moves
    .toSorted((a, b) => b.start - a.start)
    .reduce((now, { start, from, to }) => `${now.slice(0, start)}${to}${now.slice(start + from.length)}`, text)
  return {
    text: updated,
    moved: moves.map(({ line, module, from, to }) => ({ line, module, from, to })).sort((a, b) => a.line - b.line),
    left: steps.flatMap((step) => (step.kind === 'left' ? [step.problem] : [])),
    checked: facts.length,
  }
}

type Step =
  | ({ readonly kind: 'move'; readonly start: number } & MovedPin)
  | { readonly kind: 'left'; readonly problem: PinProblem }
  | { readonly kind: 'current' }

function planStep(text: string, { pin, module, image, wanted }: PinFacts): Step {
  const left = (code: PinProblem['code'], message: string): Step => {
    const problem = { code, module: module ?? null, line: pin.line, pin: renderImageReference(pin.reference), message }
    return { kind: 'left', problem }
  }
  if (module === undefined || image === undefined) return left('missing', 'no module of this checkout publishes there')
  if (wanted.kind === 'unknown') return left('registry-unknown', wanted.reason)
  if (wanted.kind === 'missing') return left('old', 'the image of this checkout is another, and not published yet')
  const to = `${image}@${wanted.digest}`
  const { reference, written } = pin
  if (written === undefined && `${renderRepository(reference)}@${reference.digest}` === to) return { kind: 'current' }
  const start = written === undefined ? -1 : text.indexOf(written.text, written.from)
  if (written === undefined || start < 0) return left('old', 'it is not written in one piece, so that it cannot be replaced')
  return written.text === to ? { kind: 'current' } : { kind: 'move', start, line: pin.line, module, from: written.text, to }
}
