import { basename } from 'node:path/posix'
import type { ModuleFolderName } from '../legacy/compare-legacy.js'
import type { WorkflowSource } from '../legacy/workflow-source.js'
import { RETAG_COMMANDS } from './model/retag-commands.js'

/** Of docker, and of anybody who says in the action's name what it does; `docker/setup-…` builds nothing. */
const BUILD_ACTIONS =
  /^(?!docker\/setup-)[\w./-]*(?:(?:build|push|publish|bake)[\w/-]*(?:docker|container|image)|(?:docker|container|image|kaniko|buildah)[\w/-]*(?:build|push|publish|bake))/i
const BUILD_COMMANDS = /\b(?:docker|podman|buildah|nerdctl) (?:buildx )?(?:build|bake|bud)\b/

/** A workflow, parsed. */
export interface ParsedWorkflow {
  readonly file: string
  readonly text: string
  readonly source: WorkflowSource
}

/** Paths of workflows that build or tag images of these modules, that call one that does, or that are called to publish what one has built. */
export function findBuilders(workflows: readonly ParsedWorkflow[], modules: readonly ModuleFolderName[]): ReadonlySet<string> {
  const builders = new Set(workflows.filter(({ source, text }) => buildsModules(source, text, modules)).map(({ file }) => file))
  const callsOf = new Map(workflows.map(({ file, source }) => [file, calledFiles(source)]))
  const names = () => new Set([...builders].map((file) => basename(file)))
  for (let before = -1; before !== builders.size;) {
    before = builders.size
    for (const { file } of workflows) if (callsOf.get(file)?.some((name) => names().has(name)) === true) builders.add(file)
  }
  const called = new Set<string>()
  const follow = (file: string) => {
    for (const name of callsOf.get(file) ?? []) {
      const next = workflows.find((workflow) => basename(workflow.file) === name)
      if (next === undefined || called.has(next.file)) continue
      called.add(next.file)
      follow(next.file)
    }
  }
  for (const file of [...builders]) follow(file)
  for (const { file, text } of workflows) if (called.has(file) && PUBLISHES.test(text)) builders.add(file)
  return builders
}

const PUBLISHES = /\bdocker (?:image )?push\b|\bdocker login\b|docker\/login-action@/

function calledFiles({ content }: WorkflowSource): string[] {
  return Object.values(content.jobs).flatMap(({ uses = '' }) => (uses.startsWith('./') ? [basename(uses)] : []))
}

/** It builds or publishes, and names one of their folders, or the folder they lie in. */
function buildsModules({ content }: WorkflowSource, text: string, modules: readonly ModuleFolderName[]): boolean {
  const steps = Object.values(content.jobs).flatMap(({ steps: all = [] }) => all)
  const builds = steps.some(({ uses = '', run = '' }) => BUILD_ACTIONS.test(uses) || BUILD_COMMANDS.test(run) || RETAG_COMMANDS.test(run))
  return builds && modules.some(({ root }) => text.includes(`${root}/`) || namesFolder(text, root))
}

/** `analyses/hello-R` as a whole, and `analyses/` before something that is put in. */
function namesFolder(text: string, root: string): boolean {
  const at = text.indexOf(root)
  if (at >= 0 && !/[\w.-]/.test(text.charAt(at + root.length))) return true
  const parent = root.slice(0, Math.max(0, root.lastIndexOf('/')))
  return parent !== '' && new RegExp(`${parent.replace(/[^\w/]/g, '\\$&')}/(?:\\$|\\{|\\*)`).test(text)
}
