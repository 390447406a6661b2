import { contextPath } from '../pattern/clean-path.js'
import { isGlobWellFormed, hasWildcards } from '../pattern/glob.js'
import { badDockerfile } from './bad-dockerfile.js'
import { refuseBadSetting } from './image-setting.js'
import type { Assignment, CopyInstruction, Instruction, RunInstruction, SettingInstruction, Stage } from './instruction.js'
import { refuseBadChecksum } from './add-checksum.js'
import { isRemoteSource } from './git-source.js'
import { dedupe, mergeReads, sourceName } from './merge-reads.js'
import { parseMount } from './mount.js'
import type { Dockerfile } from './parse-dockerfile.js'
import { platformArguments } from './platform-arguments.js'
import { isPlatform } from './platform-specifier.js'
import { countTriggerSteps, findFirstTrigger, triggerNamesImage } from './onbuild-triggers.js'
import { type BasePlace, type BuildVariables, NO_READS, type Reads, type Remark, type RemoteRead, type SourceRead } from './reads.js'
import { expandWord, UNKNOWN, type Value } from './shell-word.js'
import { linkStages, reachableStages, stagesOfImage, withPlace, type GraphStage } from './stage-graph.js'
import { frontendOf, SYNTAX_ARGUMENT } from './syntax-line.js'
import { findTargetStage } from './target-stage.js'
import { Variables } from './variables.js'

/**
 * What a build of this Dockerfile reads: parts of its context, and images from outside. Only stages the target stands on
 * count. For several platforms it is what any of them reads.
 *
 * What cannot be known beforehand is answered on the safe side: a source that hangs on the base image's ENV, or on the
 * platform where none is given, makes the whole context an input. ONBUILD triggers of stages in this file are applied; those
 * of outside images are not known here and left out: see `leftTriggers` for those of modules, `LockedBase` for others.
 *
 * @throws ModuleImagesError `unknown-target` when no stage has the target's name; `bad-dockerfile`, with the line, for what
 *   BuildKit refuses: a FROM that is empty once variables are put in, a bad substitution, stages in a circle
 */
export function planReads(dockerfile: Dockerfile, variables: BuildVariables): Reads {
  const platforms = variables.platforms?.length ? variables.platforms : [undefined]
  const [first, ...others] = platforms.map((platform) => new ReadsPlanner(dockerfile, variables, platform).plan())
  return others.reduce<Reads>(mergeReads, first ?? NO_READS)
}

/** What a word of a FROM comes to on the one platform of `variables`; undefined where that cannot be known. */
export function expandFrom(dockerfile: Dockerfile, variables: BuildVariables, word: string): string | undefined {
  return new ReadsPlanner(dockerfile, variables, variables.platforms?.[0]).resolveFrom({ from: word, line: 1 })
}

/** Linux takes paths of 4096 bytes, and so of half as many folders: https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const MAX_DEPTH = 2048

/** Reads of one platform. */
class ReadsPlanner {
  readonly #dockerfile: Dockerfile
  readonly #variables: BuildVariables
  readonly #globals: Variables
  readonly #sources: SourceRead[] = []
  readonly #remotes: RemoteRead[] = []
  readonly #places: BasePlace[] = []
  readonly #unknownBases: Reads['unknownBases'][number][] = []
  readonly #warnings: Remark[] = []
  readonly #budget = { left: 1_000_000, characters: 2_000_000 }
  #whole: Reads['wholeContext']
  #firstTrigger: Instruction | undefined
  #sendsAll = false

  constructor(dockerfile: Dockerfile, variables: BuildVariables, platform: string | undefined) {
    this.#dockerfile = dockerfile
    this.#variables = variables
    this.#globals = Variables.ofGlobals(platformArguments(platform).map(([name, value]) => [name, this.#buildArg(name) ?? value]))
    for (const { name, value } of dockerfile.globalArgs) this.#globals.set(name, this.#globalValue(name, value))
  }

  plan(): Reads {
    const { file } = this.#dockerfile
    const graph = linkStages(this.#dockerfile, (stage) => this.resolveFrom(stage))
    for (const stage of this.#dockerfile.stages) this.#checkPlatform(stage)
    const states: Variables[] = []
    const labels: string[][] = []
    this.#firstTrigger = findFirstTrigger(this.#dockerfile)
    this.#noteFrontend()
    const left = this.#dockerfile.stages.map(countTriggerSteps)
    let stageTriggers = 0
    const target = findTargetStage(this.#dockerfile, this.#variables.target)
    for (const index of reachableStages(graph, target, file)) {
      const node = graph[index]
      if (node === undefined) continue
      this.#noteBases(node)
      const state = startOf(node, states)
      states[index] = state
      if (node.base.kind === 'unknown') this.#guardTriggers(node)
      if (node.base.kind === 'stage') stageTriggers += left[node.base.index] ?? 0
      const own: string[] = []
      labels[index] = own
      for (const instruction of node.instructions) {
        withPlace({ file, line: instruction.line }, () => {
          this.#apply(instruction, state)
          own.push(...this.#labelNames(instruction, state))
        })
      }
    }
    return {
      sources: dedupe(this.#sources, sourceName),
      remotes: dedupe(this.#remotes),
      bases: dedupe(
        this.#places.map(({ reference, line, via }) => ({ reference, line, via })),
        ({ reference }) => reference,
      ),
      places: this.#places,
      unknownBases: this.#unknownBases,
      ...(this.#whole ? { wholeContext: this.#whole } : {}),
      sendsAll: this.#sendsAll,
      stageTriggers,
      labelNames: dedupe(stagesOfImage(graph, target).flatMap((index) => labels[index] ?? [])),
      warnings: this.#warnings,
    }
  }

  /** A default that cannot be expanded counts as empty here, and is no error. */
  #globalValue(name: string, written: string | undefined): Value {
    const given = this.#buildArg(name)
    if (given !== undefined || written === undefined) return given ?? ''
    try {
      return this.#expand(written, this.#globals).value
    } catch {
      return ''
    }
  }

  resolveFrom({ from, line }: { from: string; line: number }): string | undefined {
    const place = { file: this.#dockerfile.file, line }
    const { value } = withPlace(place, () => this.#expand(from, this.#globals))
    if (value === UNKNOWN) return undefined
    if (value === '')
      throw badDockerfile(
        `FROM ${from} is empty once its variables are put in.`,
        place,
        'Give the ARG a default, or set it with buildArgs.',
      )
    return value
  }

  /** BuildKit reads the platform of every stage, also of those that nothing needs. */
  #checkPlatform({ platform = '', line }: Stage): void {
    const { value } = withPlace(this.#place(line), () => this.#expand(platform, this.#globals))
    if (platform === '' || value === UNKNOWN || isPlatform(value)) return
    throw badDockerfile(`FROM --platform=${platform} names no platform.`, this.#place(line), 'Write it as os/architecture: linux/amd64.')
  }

  #noteFrontend(): void {
    const given = this.#buildArg(SYNTAX_ARGUMENT)
    const { syntax } = this.#dockerfile
    const reference = given === undefined ? syntax?.reference : frontendOf(given)
    if (reference) this.#places.push({ reference, line: syntax?.line ?? 1, via: 'syntax', flag: 0 })
  }

  #noteBases({ stage, base, needs }: GraphStage): void {
    const { file } = this.#dockerfile
    if (base.kind === 'image') this.#places.push({ reference: base.reference, line: stage.line, via: 'from', flag: 0 })
    if (base.kind === 'unknown') {
      this.#unknownBases.push({ text: stage.from, line: stage.line })
      this.#warnings.push({
        message: `The image of FROM ${stage.from} depends on the platform; set platforms to have it known.`,
        line: stage.line,
      })
    }
    for (const { of, triggered, ...place } of needs) {
      if (of.kind !== 'image') continue
      if (triggered) throw triggerNamesImage(of.reference, { file, line: place.line })
      this.#places.push({ reference: of.reference, ...place })
    }
  }

  /** Triggers of a stage which may be the base, and may not, might read anything. */
  #guardTriggers({ stage }: GraphStage): void {
    const trigger = this.#firstTrigger
    if (trigger && trigger.line < stage.line && !this.#whole) this.#takeWhole('It is not known whether this ONBUILD runs.', trigger.line)
  }

  #apply(instruction: Instruction, state: Variables): void {
    switch (instruction.kind) {
      case 'arg':
        return this.#setArguments(instruction.assignments, state)
      case 'env':
        return this.#setEnvironment(instruction.assignments, state)
      case 'run':
        return this.#readMounts(instruction, state)
      case 'copy':
      case 'add':
        return this.#readCopy(instruction, state)
      case 'setting':
        return this.#checkSetting(instruction, state)
      case 'label':
      case 'onbuild':
      case 'other':
    }
  }

  /** An ARG takes the build argument, else its default, else the global ARG of its name; with none it changes nothing. */
  #setArguments(assignments: readonly Assignment[], state: Variables): void {
    const expanded = assignments.map(({ name, value }): { name: Value; written: Value | undefined } => ({
      name: this.#expand(name, state).value,
      written: value === undefined ? undefined : this.#expand(value, state).value,
    }))
    for (const { name, written } of expanded) {
      const value = name === UNKNOWN ? UNKNOWN : (this.#buildArg(name) ?? written ?? this.#globals.lookup(name))
      if (value !== undefined) state.set(name, value)
    }
  }

  #setEnvironment(assignments: readonly Assignment[], state: Variables): void {
    const expanded = assignments.map(({ name, value }): [Value, Value] => [
      this.#expand(name, state).value,
      this.#expand(value ?? '', state).value,
    ])
    for (const [name, value] of expanded) state.set(name, value)
  }

  #checkSetting({ keyword, words }: SettingInstruction, state: Variables): void {
    for (const { value, words: ports } of words.map((written) => this.#expand(written, state)))
      if (value !== UNKNOWN) for (const word of keyword === 'EXPOSE' ? ports : [value]) refuseBadSetting(keyword, word)
  }

  #labelNames(instruction: Instruction, state: Variables): string[] {
    if (instruction.kind !== 'label') return []
    const names = instruction.assignments.map(({ name }) => this.#expand(name, state).value)
    return names.filter((name) => name !== UNKNOWN)
  }

  #readMounts({ mounts, line }: RunInstruction, state: Variables): void {
    for (const text of mounts) {
      let hidden: string | undefined
      const mount = parseMount(text, (written, key) => {
        const { value, unknown } = this.#expand(written, state)
        if (unknown !== undefined && (key === 'type' || key === 'source')) hidden = unknown
        // Which type it is then matters no more.
        return value === UNKNOWN ? 'bind' : value
      })
      if (mount.from !== '') continue
      if (hidden !== undefined) this.#takeUnknown(hidden, 'a mount', line)
      else if (mount.type === 'bind')
        this.#sources.push({ kind: 'bind', pattern: this.#contextPath(mount.source, line), glob: false, excludes: [], line })
      else if (mount.type === 'tmpfs') this.#sendsAll = true
    }
  }

  #readCopy(copy: CopyInstruction, state: Variables): void {
    for (const word of [...copy.options, copy.destination]) this.#expand(word, state)
    const expanded = copy.sources.map((written) => this.#expand(written, state))
    if (copy.from !== '') return
    for (const { value, unknown } of expanded) {
      refuseBadChecksum(this.#expand(copy.checksum, state).value, value)
      if (value === UNKNOWN) this.#takeUnknown(unknown ?? '', copy.kind === 'copy' ? 'a COPY' : 'an ADD', copy.line)
      else if (!isRemoteSource(value)) this.#sources.push(this.#contextSource(copy, value))
      else if (copy.kind === 'copy') throw badDockerfile(`COPY cannot fetch '${value}'.`, this.#place(copy.line), 'Use ADD.')
      else this.#remotes.push({ address: value, line: copy.line })
    }
  }

  #contextSource({ kind, line, excludes, parents }: CopyInstruction, source: string): SourceRead {
    const pattern = this.#contextPath(source, line)
    const glob = hasWildcards(pattern)
    if (!isGlobWellFormed(pattern)) {
      throw badDockerfile(`The source '${source}' is no pattern: its brackets or its last backslash are not closed.`, this.#place(line))
    }
    if (!parents) return { kind, pattern, glob, excludes, line }
    const pivot = source.indexOf('/./')
    const root = pivot < 0 ? '' : contextPath(source.slice(0, pivot))
    return { kind, pattern, glob, excludes, parents: { root, include: contextPath(source.slice(pivot < 0 ? 0 : pivot + 3)) }, line }
  }

  #contextPath(source: string, line: number): string {
    const path = contextPath(source)
    if (path.split('/', MAX_DEPTH + 1).length > MAX_DEPTH)
      throw badDockerfile('A source lies deeper than any path can.', this.#place(line), 'Shorten the path.')
    return path
  }

  #takeUnknown(variable: string, where: string, line: number): void {
    this.#takeWhole(`The value of ${variable} in the source of ${where} cannot be known before the build.`, line)
  }

  #takeWhole(reason: string, line: number): void {
    this.#whole ??= { reason, line }
    this.#warnings.push({ message: `${reason} Every file that is not ignored counts as an input.`, line })
  }

  #expand(word: string, state: Variables): { value: Value; words: readonly string[]; unknown?: string | undefined } {
    const { text, words, unknown } = expandWord(word, { escape: this.#dockerfile.escape, lookup: state.lookup, budget: this.#budget })
    return { value: unknown === undefined ? text : UNKNOWN, words, unknown }
  }

  #buildArg(name: string): string | undefined {
    const { buildArgs } = this.#variables
    return Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined
  }

  #place(line: number): { file: string; line: number } {
    return { file: this.#dockerfile.file, line }
  }
}

function startOf({ base }: GraphStage, states: readonly Variables[]): Variables {
  if (base.kind === 'stage') return states[base.index]?.inherit() ?? Variables.ofImage()
  return base.kind === 'scratch' ? Variables.ofScratch() : Variables.ofImage()
}
