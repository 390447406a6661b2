import { ModuleImagesError, renderJson } from '@module-images/core'
import { createContentKeys, openCommandWorkspace, selectModules, type Workspace } from '@module-images/workspace'
import { planVerification } from './plan-verification.js'
import { withRegistries } from '../../session/registry-access.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry, wantedTags } from '../../session/destination.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { reportFailures } from '../../report/module-failures.js'
import { startProgress } from '../../report/progress.js'
import { findAt, type Revision, readRevision } from '../../history/default-base.js'
import { withWorkspaceAt } from '../../history/workspace-at.js'
import { createPublishedReader, type PastPlace } from './read-published.js'
import { renderVerification } from './render-verification.js'

export interface VerifyOptions {
  /** Names or folders; none means the active ones. */
  readonly modules: readonly string[]
  /** As on the command line, separated by commas. */
  readonly tags: string | undefined
  readonly json: boolean
  /** A revision of git, in place of the checkout: no tag has to name its images, unless some are given. */
  readonly at?: string | undefined
}

/** `verify`: 0 when the tags of every module name the whole image this checkout wants, else 1. Needs no engine and changes nothing. */
export async function verifyModules(options: VerifyOptions, context: CommandContext): Promise<number> {
  if (options.at === undefined) return verifyWorkspace(await openCommandWorkspace(context), options, context)
  const place = { root: context.workspaceRoot, env: context.env, signal: context.signal }
  const revision = await readRevision(place, options.at)
  return withWorkspaceAt(place, revision, undefined, (then) => {
    if (then === undefined) throw pluginNotThere(revision)
    return verifyWorkspace(then, options, context, { place, commit: revision.commit })
  })
}

function pluginNotThere({ name }: Revision): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-modules-at',
    kind: 'input',
    message: `At ${name}, nx.json does not name @module-images/nx, so that commit has no modules.`,
    fix: 'Name a commit that has the plugin.',
  })
}

/** @param past where the workspace is another commit's */
async function verifyWorkspace(workspace: Workspace, options: VerifyOptions, context: CommandContext, past?: PastPlace): Promise<number> {
  const { environment } = context
  const named = nameRegistry(environment, workspace.settings)
  const tags = past !== undefined && options.tags === undefined ? [] : wantedTags(options.tags, environment, workspace.settings)
  const select = () => selectModules(workspace, options.modules)
  const { modules, broken } = options.at === undefined ? select() : findAt({ name: options.at }, select)
  const contentKeys = createContentKeys(workspace)
  if (!options.json) context.log(renderRegistryOrigin(context, workspace.settings))
  const progress = startProgress({ total: modules.length + broken.length, what: 'images verified', log: context.log })
  const facts = await withRegistries({ ...context, named }, ({ registry }) => {
    const readPublished = createPublishedReader({
      ...{ registry, prefix: named.prefix, tags, tagsGiven: options.tags !== undefined },
      ...{ modules: workspace.modules, contentKeys, past },
    })
    return Promise.all(
      [...modules, ...broken].map(async (module) => {
        const published = await readPublished(module)
        progress.step()
        return published
      }),
    )
  }).finally(() => progress.stop())
  context.signal.throwIfAborted()
  const verification = planVerification(named.prefix, tags, facts)
  context.print(
    options.json
      ? renderJson(verification, 2)
      : renderVerification(verification, { ...context.style, tagsGiven: options.tags !== undefined, at: options.at }),
  )
  const failures = facts.flatMap((fact) => (fact.kind === 'broken' ? [{ module: fact.name, error: fact.error }] : []))
  reportFailures(failures, facts.length, context)
  return verification.ok ? 0 : 1
}
