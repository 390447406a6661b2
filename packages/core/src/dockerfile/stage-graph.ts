import { badDockerfile } from './bad-dockerfile.js'
import { BadInstructionError } from './bad-instruction.js'
import { BadWordError } from './bad-word.js'
import { parseImageReference } from '../reference/image-reference.js'
import type { Instruction, Stage } from './instruction.js'
import { parseMount } from './mount.js'
import type { Dockerfile } from './parse-dockerfile.js'
import { parseInstruction } from './parse-instruction.js'
import { splitCommand } from './split-command.js'

/** A stage with all it stands on. */
export interface GraphStage {
  readonly stage: Stage
  /** Where it starts: another stage, an image, nothing at all, or what cannot be known. */
  readonly base: StageBase
  /** Its own instructions after the triggers its base left for it. */
  readonly instructions: readonly Instruction[]
  readonly needs: readonly Need[]
}

export type StageBase =
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'unknown' }

/** What a `COPY --from` or a mount names. */
export interface Need {
  readonly via: 'copy-from' | 'mount-from'
  readonly line: number
  /** Which of the `--mount` flags, from 0. */
  readonly flag: number
  /** It is a trigger's that another stage left behind: what it names is not in the text of this stage. */
  readonly triggered: boolean
  readonly of:
    | { readonly kind: 'stage'; readonly index: number }
    | { readonly kind: 'image'; readonly reference: string }
    | { readonly kind: 'scratch' }
}

/** The image a FROM names once variables are put in; nothing when that cannot be known. */
export type ResolveFrom = (stage: Stage) => string | undefined

/**
 * Links stages as BuildKit does: FROM knows the stages before it, by exact lower-case name; `--from` and mounts know all
 * stages, in any case, the last of those that share a name; a number counts images named by earlier `--from`s and mounts too.
 *
 * @throws ModuleImagesError `bad-dockerfile` for a number without a stage, or stages that need each other in a circle;
 *   `bad-image-reference` for a FROM, a `--from` or a mount that names neither a stage nor an image
 */
export function linkStages(dockerfile: Dockerfile, resolveFrom: ResolveFrom): GraphStage[] {
  const bases = linkBases(dockerfile, resolveFrom)
  const names = new Map(dockerfile.stages.map((stage, index) => [stage.name, index]))
  names.delete('')
  const numbers: Need['of'][] = dockerfile.stages.map((_, index) => ({ kind: 'stage', index }))
  const finder = { dockerfile, names, numbers }
  const own = dockerfile.stages.map(({ instructions }) => instructions.flatMap((instruction) => findNeeds(instruction, finder, false)))
  const triggersOf = memoize((index: number) => {
    const instructions = readTriggers(index, dockerfile)
    return { instructions, needs: instructions.flatMap((instruction) => findNeeds(instruction, finder, true)) }
  })
  const graph = dockerfile.stages.map((stage, index): GraphStage => {
    const base = bases[index] ?? { kind: 'unknown' }
    const triggers = base.kind === 'stage' ? triggersOf(base.index) : { instructions: [], needs: [] }
    return {
      stage,
      base,
      instructions: [...triggers.instructions, ...stage.instructions],
      needs: [...triggers.needs, ...(own[index] ?? [])],
    }
  })
  refuseCircles(graph, dockerfile.file)
  return graph
}

/**
 * Indexes of the stages a build of `target` runs, ascending, which is the order BuildKit runs them in.
 *
 * @throws ModuleImagesError `bad-dockerfile` when one copies from a stage after it
 */
export function reachableStages(graph: readonly GraphStage[], target: number, file: string): number[] {
  const reached = new Set<number>()
  const pending = [target]
  let covered = 0
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const node = graph[index]
    if (node === undefined || reached.has(index)) continue
    reached.add(index)
    if (node.base.kind === 'stage') pending.push(node.base.index)
    // Any stage before it may turn out to be its base.
    if (node.base.kind === 'unknown') for (; covered < index; covered++) if (graph[covered]?.stage.name) pending.push(covered)
    for (const { of, line } of node.needs) {
      if (of.kind !== 'stage') continue
      if (of.index >= index)
        throw badDockerfile('A stage is used before it is built.', { file, line }, 'Move it above the stage that uses it.')
      pending.push(of.index)
    }
  }
  return [...reached].sort((a, b) => a - b)
}

/** Indexes of the stages whose layers the image of `target` has: its own, then those it starts from. */
export function stagesOfImage(graph: readonly GraphStage[], target: number): number[] {
  const stages = [target]
  for (let base = graph[target]?.base; base?.kind === 'stage'; base = graph[base.index]?.base) stages.push(base.index)
  return stages
}

/** BuildKit reads the name of every base, also of stages that nothing needs. */
function linkBases({ stages, file }: Dockerfile, resolveFrom: ResolveFrom): StageBase[] {
  const before = new Map<string, number>()
  return stages.map((stage, index) => {
    const reference = resolveFrom(stage)
    const known = reference === undefined ? undefined : before.get(reference)
    if (stage.name !== '') before.set(stage.name, index)
    if (reference === undefined) return { kind: 'unknown' }
    if (known !== undefined) return { kind: 'stage', index: known }
    if (reference === 'scratch') return { kind: 'scratch' }
    parseImageReference(reference, { file, line: stage.line })
    return { kind: 'image', reference }
  })
}

/** ONBUILD of the very stage a FROM names; it goes no further down. */
function readTriggers(index: number, dockerfile: Dockerfile): Instruction[] {
  return (dockerfile.stages[index]?.instructions ?? []).flatMap((instruction) => {
    if (instruction.kind !== 'onbuild') return []
    const { trigger, line } = instruction
    return withPlace({ file: dockerfile.file, line }, () => {
      const parsed = parseInstruction(splitCommand(trigger), line, '\\')
      return parsed.kind === 'from' ? [] : [parsed]
    })
  })
}

interface NeedFinder {
  readonly dockerfile: Dockerfile
  readonly names: ReadonlyMap<string, number>
  /** What each number stands for; grows as images are named. */
  readonly numbers: Need['of'][]
}

/** @param triggered whether a trigger names them */
function findNeeds(instruction: Instruction, finder: NeedFinder, triggered: boolean): Need[] {
  const { line } = instruction
  if (instruction.kind === 'copy' && instruction.from !== '') {
    const of = findSource(instruction.from, finder, line) ?? register(instruction.from, finder, triggered ? undefined : line)
    return [{ via: 'copy-from', line, flag: 0, triggered, of }]
  }
  if (instruction.kind !== 'run') return []
  return instruction.mounts.map((mount, flag) => {
    // BuildKit takes a mount without `from` for one from scratch here, and counts it.
    const from = withPlace({ file: finder.dockerfile.file, line }, () => parseMount(mount, undefined)).from || 'scratch'
    return {
      via: 'mount-from',
      line,
      flag,
      triggered,
      of: findByName(from, finder) ?? register(from, finder, triggered ? undefined : line),
    }
  })
}

function findSource(from: string, finder: NeedFinder, line: number): Need['of'] | undefined {
  if (!/^[+-]?\d+$/.test(from)) {
    const named = findByName(from, finder)
    if (named === undefined && from.includes('$')) {
      throw badDockerfile(
        `--from takes no variables, and '${from}' is no stage.`,
        { file: finder.dockerfile.file, line },
        'Name a stage for it: FROM $image AS name.',
      )
    }
    return named
  }
  const found = finder.numbers[Number(from)]
  if (found === undefined) throw badDockerfile(`There is no stage number ${from}.`, { file: finder.dockerfile.file, line })
  return found
}

function findByName(name: string, { names }: NeedFinder): Need['of'] | undefined {
  const index = names.get(name.toLowerCase())
  return index === undefined ? undefined : { kind: 'stage', index }
}

/**
 * BuildKit reads the name of every image, also in stages that nothing needs.
 *
 * @param line none for a trigger, which gets no number and may name none
 */
function register(reference: string, { dockerfile: { file }, numbers }: NeedFinder, line: number | undefined): Need['of'] {
  const of: Need['of'] = reference === 'scratch' ? { kind: 'scratch' } : { kind: 'image', reference }
  if (line === undefined) return of
  if (of.kind === 'image') parseImageReference(reference, { file, line })
  numbers.push(of)
  return of
}

/** Refuses needs in a circle, reachable or not. Iterative, since a hostile chain may be long. */
function refuseCircles(graph: readonly GraphStage[], file: string): void {
  const done = new Set<number>()
  const open = new Set<number>()
  for (const start of graph.keys()) {
    const trail: { index: number; next: number }[] = [{ index: start, next: 0 }]
    for (let step = trail.at(-1); step !== undefined; step = trail.at(-1)) {
      const need = graph[step.index]?.needs[step.next++]
      open.add(step.index)
      if (done.has(step.index) || need === undefined) {
        open.delete(step.index)
        done.add(step.index)
        trail.pop()
      } else if (need.of.kind === 'stage') {
        if (open.has(need.of.index))
          throw badDockerfile('Stages need each other in a circle.', { file, line: need.line }, 'Let one of them do without the others.')
        if (!done.has(need.of.index)) trail.push({ index: need.of.index, next: 0 })
      }
    }
  }
}

function memoize<T>(read: (index: number) => T): (index: number) => T {
  const known = new Map<number, T>()
  return (index) => {
    const value = known.get(index) ?? read(index)
    known.set(index, value)
    return value
  }
}

/** Gives what goes wrong in reading a word or an instruction its place. @throws ModuleImagesError `bad-dockerfile` */
export function withPlace<T>(place: { file: string; line: number }, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof BadInstructionError) throw badDockerfile(`This instruction ${error.message}.`, place)
    if (error instanceof BadWordError) throw badDockerfile(`This line cannot be read: ${error.message}.`, place)
    throw error
  }
}
