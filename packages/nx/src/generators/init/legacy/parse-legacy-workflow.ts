import { basename } from 'node:path/posix'
import type { LegacyWorkflow, Mention } from './legacy-workflow.js'
import { parseWorkflowSource, type WorkflowSource } from './workflow-source.js'

const REUSABLE = 'build-push-docker-module'
const BUILD_ACTION = 'docker/build-push-action@'
const METADATA_ACTION = 'docker/metadata-action@'
/** Triggers by which a change reaches the old system's workflow of a module. */
const CHANGE_TRIGGERS = ['pull_request', 'push']

/** True for the name of a file that may be one of the old system's: `docker_*.yml`, `build-push-docker-module.yml`. */
export function mayBeLegacyWorkflow(file: string): boolean {
  return /^(?:docker_.+|build-push-docker-module)\.ya?ml$/.test(basename(file))
}

/**
 * Reads a workflow of the system before this one, copied by hand for each module and then edited. Its sign is the input
 * `push-ecr`, or a build of a folder by GitHub's `defaultContext`; whatever has neither is another tool's, or a generated one.
 *
 * @param file posix path from the workspace root
 */
export function parseLegacyWorkflow(text: string, file: string): LegacyWorkflow {
  const source = parseWorkflowSource(text)
  if (typeof source === 'string') return { kind: 'foreign', file, why: source }
  const name = basename(file).replace(/\.ya?ml$/, '')
  const contexts = contextsOf(source)
  if (!asksWhetherToPush(source) && contexts.length === 0) return { kind: 'foreign', file, why: 'it has no mark of the old system' }
  const registries = registriesOf(source)
  if (name === REUSABLE) return { kind: 'reusable', file, registries }
  const modules = matrixModulesOf(source)
  if (modules.length > 0) return { kind: 'release', file, modules, listLine: modules[0]?.line ?? 1, registries }
  const publishes = publishedBy(source)
  if (contexts.length === 0 && publishes.length === 0) return { kind: 'foreign', file, why: 'it builds no module' }
  return {
    kind: 'module',
    file,
    named: name.slice('docker_'.length),
    active: CHANGE_TRIGGERS.some((trigger) => trigger in source.content.on),
    merges: 'push' in source.content.on,
    triggersLine: source.lineOf(['on']),
    contexts,
    publishes,
    paths: [...new Map(CHANGE_TRIGGERS.flatMap((trigger) => source.textsAt(['on', trigger, 'paths'])).map((m) => [m.text, m])).values()],
    registries,
  }
}

function asksWhetherToPush({ content }: WorkflowSource): boolean {
  const asks = (trigger: unknown) => isRecord(trigger) && isRecord(trigger['inputs']) && 'push-ecr' in trigger['inputs']
  return Object.values(content.on).some(asks) || Object.values(content.jobs).some((job) => 'push-ecr' in (job.with ?? {}))
}

/** Folders that steps build, as far as the text says them. */
function contextsOf(source: WorkflowSource): Mention[] {
  return stepsWith(source, BUILD_ACTION).flatMap((path) =>
    source.textsAt([...path, 'with', 'context']).flatMap(({ text, line }) => {
      const folder = /^\{\{\s*defaultContext\s*\}\}:(.+)$/.exec(text)?.[1]?.replace(/^\.\//, '').replace(/\/+$/, '')
      return folder === undefined || hasExpression(folder) ? [] : [{ text: folder, line }]
    }),
  )
}

function publishedBy(source: WorkflowSource): Mention[] {
  return callsOf(source).flatMap((name) => source.textsAt(['jobs', name, 'with', 'module']).filter(({ text }) => !hasExpression(text)))
}

/** The list kept by hand: the matrix `module` of a job that calls the reusable workflow or builds by itself. */
function matrixModulesOf(source: WorkflowSource): Mention[] {
  return Object.keys(source.content.jobs).flatMap((name) =>
    source.textsAt(['jobs', name, 'strategy', 'matrix', 'module']).filter(({ text }) => !hasExpression(text)),
  )
}

function callsOf({ content }: WorkflowSource): string[] {
  const calls = ({ uses }: { uses?: string | undefined }) => uses !== undefined && basename(uses).startsWith(REUSABLE)
  return Object.entries(content.jobs).flatMap(([name, job]) => (calls(job) ? [name] : []))
}

/** What stands before the module's name in the images it publishes; nothing where that is an expression itself. */
function registriesOf(source: WorkflowSource): string[] {
  const named = [
    ...stepsWith(source, METADATA_ACTION).flatMap((path) => source.textsAt([...path, 'with', 'images'])),
    ...stepsWith(source, BUILD_ACTION).flatMap((path) => source.textsAt([...path, 'with', 'tags'])),
  ]
  const images = named.flatMap(({ text }) => text.split(/[\n,]/)).map((image) => image.trim())
  const prefixes = images.map((image) => image.slice(0, Math.max(0, image.lastIndexOf('/', firstExpression(image)))))
  return [...new Set(prefixes.filter((prefix) => prefix !== '' && !hasExpression(prefix)))]
}

function firstExpression(image: string): number {
  const at = image.indexOf('${{')
  return at < 0 ? image.length : at
}

function stepsWith({ content }: WorkflowSource, action: string): (string | number)[][] {
  return Object.entries(content.jobs).flatMap(([name, { steps = [] }]) =>
    steps.flatMap(({ uses }, index) => (uses?.startsWith(action) ? [['jobs', name, 'steps', index]] : [])),
  )
}

function hasExpression(text: string): boolean {
  return text.includes('${{')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
