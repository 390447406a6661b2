import { renderJson } from '@module-images/core'
import { createContentKeys, openCommandWorkspace, selectModules } from '@module-images/workspace'
import { planVerification } from './plan-verification.js'
import { withRegistries } from '../../session/registry-access.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry, wantedTags } from '../../session/destination.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { reportFailures } from '../../report/module-failures.js'
import { startProgress } from '../../report/progress.js'
import { createPublishedReader } from './read-published.js'
import { renderVerification } from './render-verification.js'

export interface VerifyOptions {
  /** Names or folders; none means the active ones. */
  readonly modules: readonly string[]
  /** As on the command line, separated by commas. */
  readonly tags: string | undefined
  readonly json: boolean
}

/** `verify`: 0 when the tags of every module name the whole image this checkout wants, else 1. Needs no engine and changes nothing. */
export async function verifyModules(options: VerifyOptions, context: CommandContext): Promise<number> {
  const { environment } = context
  const workspace = await openCommandWorkspace(context)
  const named = nameRegistry(environment, workspace.settings)
  const tags = wantedTags(options.tags, environment, workspace.settings)
  const { modules, broken } = selectModules(workspace, options.modules)
  const contentKeys = createContentKeys(workspace)
  if (!options.json) context.log(renderRegistryOrigin(context, workspace.settings))
  const progress = startProgress({ total: modules.length + broken.length, what: 'images verified', log: context.log })
  const facts = await withRegistries({ ...context, named }, ({ registry }) => {
    const readPublished = createPublishedReader({
      ...{ registry, prefix: named.prefix, tags, tagsGiven: options.tags !== undefined },
      ...{ modules: workspace.modules, contentKeys },
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
      : renderVerification(verification, { ...context.style, tagsGiven: options.tags !== undefined }),
  )
  const failures = facts.flatMap((fact) => (fact.kind === 'broken' ? [{ module: fact.name, error: fact.error }] : []))
  reportFailures(failures, facts.length, context)
  return verification.ok ? 0 : 1
}
