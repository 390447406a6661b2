import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type CatalogueFacts, readPageAssets, renderSite } from '@module-images/catalogue'
import { renderBytes } from '@module-images/core'
import { hasUncommittedFiles, readGitFacts } from '@module-images/git'
import type { RegistryClient } from '@module-images/registry'
import { openCommandWorkspace, type Workspace } from '@module-images/workspace'
import { withRegistries } from '../../session/registry-access.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry, wantedTags } from '../../session/destination.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { writeFileAtomically } from '../../files/write-file-atomically.js'
import { reportFailures } from '../../report/module-failures.js'
import { startProgress } from '../../report/progress.js'
import { readCatalogue } from './read-catalogue.js'

export interface CatalogueOptions {
  readonly offline: boolean
  /** Folder; native, from the current one. `dist/catalogue` of the workspace where not given. */
  readonly output: string | undefined
  /** As on the command line, separated by commas. */
  readonly tags: string | undefined
}

const DEFAULT_FOLDER = join('dist', 'catalogue')

/** What the registry has not said by then is not known: a page of most modules is better than none. Milliseconds. */
const SESSION_MS = 120_000

/** `catalogue`: the site is written in any case; 0 when no active module is broken and the registry has answered for each, else 1. */
export async function writeCatalogue(options: CatalogueOptions, context: CommandContext): Promise<number> {
  const { workspaceRoot: root, env, signal } = context
  const workspace = await openCommandWorkspace(context)
  const [git, dirty] = await Promise.all([readGitFacts(root, { env, signal }), hasUncommittedFiles({ root, env, signal })])
  const facts = await withRegistry(options, workspace, context, async (registry) => {
    const total = workspace.modules.size + workspace.broken.size
    const progress = startProgress({ total, what: 'modules read', log: context.log })
    try {
      return await readCatalogue(workspace, {
        prefix: nameRegistry(context.environment, workspace.settings).prefix,
        tags: wantedTags(options.tags, context.environment, workspace.settings),
        registry,
        mirrors: [...context.environment.mirrors, ...workspace.settings.mirrors],
        git,
        place: { root, env, signal },
        dirty,
        now: Date.now(),
        onModule: () => progress.step(),
      })
    } finally {
      progress.stop()
    }
  })
  signal.throwIfAborted()
  const shown = options.output ?? DEFAULT_FOLDER
  const folder = options.output === undefined ? join(root, DEFAULT_FOLDER) : resolve(options.output)
  // Pages of modules that are gone; from a folder that somebody named, nothing is deleted.
  if (options.output === undefined) await rm(folder, { recursive: true, force: true })
  const size = await writeSite(facts, folder, shown)
  context.print(`${join(shown, 'index.html')}: ${facts.modules.length} modules, ${size.files} files, ${renderBytes(size.bytes)}`)
  const active = facts.modules.filter((module) => module.active)
  const failures = active.flatMap(({ name: module, error }) => (error === undefined ? [] : [{ module, error }]))
  const [broken, unknown] = [reportFailures(failures, active.length, context), options.offline ? 0 : reportUnknown(facts, context)]
  return broken || unknown
}

/** @param shown the folder as messages call it */
async function writeSite(facts: CatalogueFacts, folder: string, shown: string): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0]
  for (const { path, text } of renderSite(facts, readPageAssets())) {
    writeFileAtomically(join(folder, path), text, join(shown, path))
    files += 1
    bytes += Buffer.byteLength(text)
  }
  return { files, bytes }
}

async function withRegistry<T>(
  { offline }: CatalogueOptions,
  { settings }: Workspace,
  context: CommandContext,
  task: (registry: RegistryClient | undefined) => Promise<T>,
): Promise<T> {
  if (offline) return task(undefined)
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(SESSION_MS)])
  const named = nameRegistry(context.environment, settings)
  context.log(renderRegistryOrigin(context, settings))
  return withRegistries({ ...context, signal, named }, ({ registry }) => task(registry))
}

function reportUnknown({ modules }: CatalogueFacts, { log }: CommandContext): 0 | 1 {
  const unknown = modules.filter(({ active, published }) => active && published.kind === 'unknown')
  const [first] = unknown
  if (first?.published.kind !== 'unknown') return 0
  log(`✗ ${unknown.length} of ${modules.length} modules: ${first.published.reason}`)
  return 1
}
