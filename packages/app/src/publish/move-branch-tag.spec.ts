import { describe, expect, it } from 'vitest'
import { type BranchTagResult, moveBranchTag, type TipState } from './move-branch-tag.js'

/** A branch and a registry; commits are numbers, the newest the largest, and `images` says which digest each builds. */
class World {
  tip = 0
  tag: string | undefined = 'before'
  readonly published = new Set<number>()
  readonly ends: (BranchTagResult | undefined)[] = []

  constructor(readonly images: readonly string[]) {}

  /** One run from commit to end; every step is one that others may come between. */
  async publish(commit: number, readBack: boolean, step: () => Promise<void>): Promise<void> {
    await step()
    this.tip = Math.max(this.tip, commit)
    await step()
    this.published.add(commit)
    const imageOf = (of: number) => ({ digest: this.images[of] ?? '' })
    this.ends[commit] = await moveBranchTag(
      {
        read: async () => (await step(), this.tag),
        write: async ({ digest }) => {
          await step()
          this.tag = digest
        },
        tip: async (): Promise<TipState> => {
          await step()
          return this.tip === commit ? { kind: 'tip' } : { kind: 'moved', branch: 'main', commit: String(this.tip) }
        },
        own: async () => imageOf(commit),
        newest: async (tip) => {
          for (let at = Number(tip); at > commit; at -= 1) {
            await step()
            // A content tag may be there for another commit's sake.
            if ([...this.published].some((other) => this.images[other] === this.images[at])) return imageOf(at)
          }
          return undefined
        },
      },
      { readBack },
    )
  }
}

/** Runs all publishers, one step at a time, each time the one that `choose` picks of those not yet at their end. */
async function play(world: World, runs: readonly boolean[], choose: (open: readonly number[]) => number): Promise<void> {
  const waiting = runs.map((): (() => void) | undefined => undefined)
  const open = new Set(runs.keys())
  let arrived: () => void = () => undefined
  const actors = runs.map(async (readBack, index) => {
    const step = () =>
      new Promise<void>((resolve) => {
        waiting[index] = resolve
        arrived()
      })
    await world.publish(index + 1, readBack, step)
    open.delete(index)
    arrived()
  })
  while (open.size > 0) {
    const index = choose([...open])
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    waiting[index]?.()
    await arrival
  }
  await Promise.all(actors)
}

/** Every order of two runs' steps, by depth-first search over the choices. */
async function everyOrder(images: readonly string[], runs: readonly boolean[], check: (world: World) => void): Promise<number> {
  let [count, prefix] = [0, [] as number[]]
  for (;;) {
    const made: { choice: number; of: number }[] = []
    const world = new World(images)
    await play(world, runs, (open) => {
      const choice = prefix[made.length] ?? 0
      made.push({ choice, of: open.length })
      return open[choice] ?? 0
    })
    check(world)
    count += 1
    const last = made.findLastIndex(({ choice, of }) => choice + 1 < of)
    if (last < 0) return count
    prefix = [...made.slice(0, last).map(({ choice }) => choice), (made[last]?.choice ?? 0) + 1]
  }
}

/** The same numbers every time: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createDice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

describe('two runs of different commits, in every order of their steps', () => {
  it.each([
    ['each with an image of its own', ['', 'one', 'two'], [true, true]],
    ['trusting the replies to their writes', ['', 'one', 'two'], [false, false]],
    ['the newer taking back what the older changed', ['', 'one', 'before'], [true, false]],
    ['the older changing nothing', ['', 'before', 'two'], [false, true]],
    ['both with one image', ['', 'same', 'same'], [true, true]],
  ])(
    '%s',
    async (_, images, runs) => {
      const orders = await everyOrder(images, runs, (world) => expect(world.tag).toBe(images[2]))
      expect(orders).toBeGreaterThan(100)
    },
    120_000,
  )

  it('reaches every end there is', async () => {
    const seen = new Set<string>()
    await everyOrder(['', 'one', 'two'], [false, false], ({ ends }) => ends.forEach((end) => end && seen.add(end.kind)))
    expect([...seen].sort()).toEqual(['handed-on', 'left', 'moved', 'unchanged'])
  })
})

it('five runs of different commits, in 2,000 orders by chance: the tag is the newest commit’s', async () => {
  const dice = createDice(7)
  const images = ['', 'a', 'b', 'a', 'c', 'd']
  for (let order = 0; order < 2_000; order += 1) {
    const world = new World(images)
    const runs = [1, 2, 3, 4, 5].map(() => dice(2) === 0)
    await play(world, runs, (open) => open[dice(open.length)] ?? 0)
    expect(world.tag).toBe('d')
  }
})

describe('moveBranchTag', () => {
  const image = { digest: 'mine' }
  const ports = (change: object) => ({
    read: async () => undefined as string | undefined,
    write: async () => undefined,
    tip: async (): Promise<TipState> => ({ kind: 'off' }),
    own: async () => image,
    newest: async () => undefined,
    ...change,
  })

  it('gives up on a registry that does not keep what it takes', async () => {
    await expect(moveBranchTag(ports({}), { readBack: true })).rejects.toMatchObject({ code: 'tag-unsettled' })
  })

  it('lets another run have the last word where nobody says which is newer', async () => {
    const names = ['before', 'theirs']
    expect(await moveBranchTag(ports({ read: async () => names.shift() }), { readBack: true })).toEqual({
      kind: 'overtaken',
      digest: 'theirs',
    })
  })

  it('writes again what was not kept at first', async () => {
    const [names, written] = [['before', 'before', 'mine'], [] as string[]]
    const end = await moveBranchTag(
      ports({ read: async () => names.shift(), write: async ({ digest }: { digest: string }) => void written.push(digest) }),
      { readBack: true },
    )
    expect([end, written]).toEqual([{ kind: 'moved' }, ['mine', 'mine']])
  })

  it('leaves the tag alone on a branch that is gone', async () => {
    const tip: TipState = { kind: 'moved', branch: 'work', commit: undefined }
    expect(await moveBranchTag(ports({ tip: async () => tip }), { readBack: false })).toEqual({ kind: 'left', tip, wrote: false })
  })
})
