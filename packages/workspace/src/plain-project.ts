import { basename } from 'node:path/posix'
import { ModuleImagesError, notAList, renderIssues, pathIn } from '@module-images/core'
import * as v from 'valibot'
import { parseJsonWithComments } from './json-with-comments.js'
import type { ModuleFolder } from './module-files.js'
import type { NxProject, NxTarget } from './module-definition.js'
import type { NxJson } from './nx-json.js'
import type { Settings } from './settings.js'

/** A project as its own files and nx.json tell, without Nx. */
export interface PlainProject {
  readonly project: NxProject
  /** False where Nx may merge it to something else: then only Nx can tell. */
  readonly isSure: boolean
}

const targetSchema = v.looseObject({
  options: v.optional(v.record(v.string(), v.unknown())),
  configurations: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
  defaultConfiguration: v.optional(v.string()),
  cache: v.optional(v.boolean()),
  dependsOn: v.optional(v.array(v.unknown())),
})

/** The parts of a project.json, and of `nx` in a package.json, that this plugin reads; Nx reads and checks the rest. */
const projectSchema = notAList(
  v.object({
    name: v.optional(v.string()),
    tags: v.optional(v.array(v.string()), []),
    targets: v.optional(v.record(v.string(), targetSchema), {}),
  }),
)

type ProjectLayer = v.InferOutput<typeof projectSchema>

const NO_LAYER: ProjectLayer = { tags: [], targets: {} }

/** Reads the project of a folder. @throws ModuleImagesError `bad-project-json`, with the place where there is one */
export type ReadPlainProject = (folder: ModuleFolder) => PlainProject

/**
 * Merges what nx.json's targetDefaults, package.json and project.json say of the plugin's targets, for the plain case in which Nx does nothing but
 * lay them over one another. Sure is what holds no token (`{projectName}`), no `...`, no other executor and no package.json.
 */
export function createPlainReader({ targetDefaults }: NxJson, settings: Settings): ReadPlainProject {
  const ours = [...Object.values<string>({ ...settings.targets }), settings.checks.target]
  const defaults = readDefaults(targetDefaults, ours)
  return (folder) => {
    const file = folder.lookup.kindOf('project.json') ? parseProject(folder, 'project.json') : undefined
    const manifest = folder.lookup.kindOf('package.json') ? readManifest(folder) : undefined
    if (file === undefined && manifest === undefined) return settle({ root: folder.root, targets: defaults.byName }, defaults.isSure)
    const layers = [manifest, file].filter((layer) => layer !== undefined)
    const targets: Record<string, NxTarget> = { ...defaults.byName }
    for (const layer of layers) {
      for (const name of ours) {
        const target = layer.targets[name]
        if (target !== undefined) targets[name] = layOver(targets[name] ?? {}, target)
      }
    }
    const own = layers.flatMap((layer) => ours.map((name) => layer.targets[name]))
    const isSure = manifest === undefined && defaults.isSure && own.every(isPlainTarget) && isPlain(file?.tags)
    const project = { root: folder.root, name: file?.name ?? manifest?.name, tags: layers.flatMap(({ tags }) => tags), targets }
    return settle(project, isSure)
  }
}

function settle(project: NxProject, isSure: boolean): PlainProject {
  return { project: isSure ? project : guessTargets(project), isSure }
}

/**
 * A project whose options hold what Nx resolves, about as Nx would: a module that cannot be read without it keeps its place in the project graph,
 * which Nx makes of what is inferred here.
 */
function guessTargets(project: NxProject): NxProject {
  const { root, name = basename(root), targets = {} } = project
  const tokens: Readonly<Record<string, string>> = { '{projectName}': name, '{projectRoot}': root, '{workspaceRoot}': '.' }
  const guess = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(/\{\w+\}/g, (token) => tokens[token] ?? token)
    if (Array.isArray(value)) return value.filter((item) => item !== '...').map(guess)
    return typeof value === 'object' && value !== null ? guessOptions(value) : value
  }
  const guessOptions = (options: object) =>
    Object.fromEntries(Object.entries(options).flatMap(([key, value]) => (key === '...' ? [] : [[key, guess(value)]])))
  const guessed = Object.entries(targets).map(([target, { options = {}, ...rest }]) => [
    target,
    { ...rest, options: guessOptions(options) },
  ])
  return { ...project, targets: Object.fromEntries(guessed) as Record<string, NxTarget> }
}

/** Nx lays options of one target over one another by name. */
function layOver(below: NxTarget, above: NxTarget): NxTarget {
  const { options, configurations, ...rest } = above
  return {
    ...below,
    ...rest,
    options: { ...below.options, ...options },
    configurations: { ...below.configurations, ...configurations },
  }
}

interface TargetDefaults {
  readonly byName: Readonly<Record<string, NxTarget>>
  readonly isSure: boolean
}

/** Keys are names of targets, names of executors, or globs; Nx takes the best for each target, in a way that is its own. */
function readDefaults(targetDefaults: NxJson['targetDefaults'], ours: readonly string[]): TargetDefaults {
  const byName: Record<string, NxTarget> = {}
  let isSure = true
  for (const [key, value] of Object.entries(targetDefaults)) {
    const isGlob = /[*?[\]{}()!+@]/.test(key) && !key.includes(':')
    const parsed = ours.includes(key) ? v.safeParse(targetSchema, value) : undefined
    if (parsed?.success === true) byName[key] = parsed.output
    if (isGlob || key.startsWith('@module-images/nx:') || (parsed && !(parsed.success && isPlainTarget(value)))) isSure = false
  }
  return { byName, isSure }
}

/** Whether Nx takes a target as it is. */
function isPlainTarget(target: unknown): boolean {
  if (target === undefined) return true
  if (typeof target !== 'object' || target === null || Array.isArray(target)) return false
  return Object.entries(target).every(([key, part]) => !REPLACING.has(key) && (FREE.has(key) || isPlain(part)))
}

/** What makes another target of it, and what is laid over others in a way that only Nx knows. */
const REPLACING = new Set(['...', 'executor', 'command', 'filter'])

/** Parts of a target in which tokens and `...` are no matter of an image. */
const FREE = new Set(['inputs', 'outputs', 'dependsOn', 'metadata'])

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value !== '...' && !value.includes('{')
  if (Array.isArray(value)) return value.every(isPlain)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, part]) => key !== '...' && isPlain(part))
}

function parseProject(folder: ModuleFolder, name: string): ProjectLayer {
  const file = pathIn(folder.root, name)
  return checkProject(parseJsonWithComments(folder.readText(name), { code: 'bad-project-json', file }), file)
}

/** Nx counts it among the packages of the workspace, or does not; what it would say is a guess. */
function readManifest(folder: ModuleFolder): ProjectLayer {
  const file = pathIn(folder.root, 'package.json')
  const manifest = parseJsonWithComments(folder.readText('package.json'), { code: 'bad-project-json', file })
  const { nx } = typeof manifest === 'object' && manifest !== null ? (manifest as { readonly nx?: unknown }) : {}
  return nx === undefined ? NO_LAYER : checkProject(nx, file)
}

function checkProject(value: unknown, file: string): ProjectLayer {
  const parsed = v.safeParse(projectSchema, value)
  if (parsed.success) return parsed.output
  throw new ModuleImagesError({
    code: 'bad-project-json',
    kind: 'input',
    message: renderIssues(parsed.issues),
    place: { file },
    fix: 'Correct it; what it holds: https://nx.dev/docs/reference/project-configuration',
  })
}
