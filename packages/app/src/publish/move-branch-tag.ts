import { ModuleImagesError } from '@module-images/core'

/** Where a run's commit stands on the branch it publishes. */
export type TipState =
  /** Nobody is asked: any run may move the branch's tags. */
  | { readonly kind: 'off' }
  | { readonly kind: 'tip' }
  /** `commit` is the branch's newest; undefined where the branch is gone. */
  | { readonly kind: 'moved'; readonly branch: string; readonly commit: string | undefined }

interface Image {
  readonly digest: string
}

/** All that moving one tag asks and does. A registry has no compare-and-swap: between `read` and `write` anything may happen. */
export interface BranchTagPorts<I extends Image> {
  /** The digest that the tag names now. */
  read(): Promise<string | undefined>
  write(image: I): Promise<void>
  /** Asked of the remote after the call. */
  tip(): Promise<TipState>
  /** What this run's content tag names now, whole. */
  own(): Promise<I>
  /** The image of the newest commit up to this one that the registry has, newer than the run's own; whole. */
  newest(commit: string): Promise<I | undefined>
}

/** How it ended. `digest` is what the tag names, as far as this run is concerned. */
export type BranchTagResult =
  /** It named the run's image from the start. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'moved' }
  /** The run's commit is not the tip. `wrote`: the tag was moved before that was known, and no newer commit's image is there yet. */
  | { readonly kind: 'left'; readonly tip: Extract<TipState, { kind: 'moved' }>; readonly wrote: boolean }
  /** This run had moved the tag too late, and gave it to the newer commit's image. */
  | { readonly kind: 'handed-on'; readonly commit: string; readonly digest: string }
  /** Another run moved it after this one. */
  | { readonly kind: 'overtaken'; readonly digest: string | undefined }

/** Each further round means that another run wrote in between; there are never that many. */
const MOST_ROUNDS = 12

/**
 * Moves a branch tag such that, when all runs have ended, it names the newest commit's image, whatever the order of their requests.
 *
 * Each run publishes its content tag first, and after each of its writes asks the remote for the tip again. Consider the last write of
 * all. If its run then saw an older tip, the newest commit came later, and its own run, which reads the tag later still, found the
 * tag right or would have written after the last write. If it saw the newest, then either the newest's content tag was there, and the
 * tag is given to it, or it was not, and the newest's run has yet to read the tag. So the last write is the newest's image.
 *
 * @param readBack look at the tag after each write; without it the registry's reply, which names what it stored, is enough
 * @throws ModuleImagesError `tag-unsettled`; what the ports throw
 */
export async function moveBranchTag<I extends Image>(
  ports: BranchTagPorts<I>,
  { readBack }: { readBack: boolean },
): Promise<BranchTagResult> {
  const expected = new Set<string | undefined>()
  let wrote: I | undefined
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const current = await ports.read()
    const own = await ports.own()
    if (wrote === undefined && current === own.digest) return { kind: 'unchanged' }
    const tip = await ports.tip()
    if (tip.kind === 'off' && wrote && current !== own.digest && !expected.has(current)) return { kind: 'overtaken', digest: current }
    const target = tip.kind === 'moved' ? await newerImage(ports, tip, wrote) : own
    if (target === undefined && tip.kind === 'moved') return { kind: 'left', tip, wrote: wrote !== undefined }
    if (target === undefined || current === target.digest) return endOf(tip, target)
    await ports.write(target)
    wrote = target
    // What was there before may still be read where several servers answer; only a third image is another run's.
    expected.add(current).add(target.digest)
    if (!readBack && tip.kind === 'off') return { kind: 'moved' }
    if (!readBack && tip.kind === 'tip' && (await ports.tip()).kind === 'tip') return { kind: 'moved' }
  }
  throw new ModuleImagesError({
    code: 'tag-unsettled',
    kind: 'remote',
    message: `The tag was written ${MOST_ROUNDS} times and still does not name the image it was given.`,
    fix: 'Several runs of the same commit may publish different images, or the registry does not keep what it takes. Run it again.',
  })
}

/** A run that has written nothing has nothing to put right. */
async function newerImage<I extends Image>(
  ports: BranchTagPorts<I>,
  { commit }: Extract<TipState, { kind: 'moved' }>,
  wrote: I | undefined,
): Promise<I | undefined> {
  return wrote === undefined || commit === undefined ? undefined : ports.newest(commit)
}

function endOf(tip: TipState, target: Image | undefined): BranchTagResult {
  if (tip.kind !== 'moved' || tip.commit === undefined || target === undefined) return { kind: 'moved' }
  return { kind: 'handed-on', commit: tip.commit, digest: target.digest }
}
