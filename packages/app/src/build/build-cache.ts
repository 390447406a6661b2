import { renderError } from '@module-images/core'
import type { Engine } from '@module-images/engine'

/** What emptying the build cache takes. */
export interface BuildCacheParts {
  readonly engine: Pick<Engine, 'pruneBuildCache'>
  /** The buildx builder of this run, where that is not the engine's own. */
  readonly builder: string | undefined
  /** A machine that is thrown away after the job. A person's cache is never emptied. */
  readonly isHostedRunner: boolean
  readonly log: (line: string) => void
}

/** The engine's build cache, as far as a run empties it. */
export interface BuildCache {
  /** The cache is not emptied until {@link release}: what a module's build made is still to be written. */
  keep(module: string): void
  release(module: string): Promise<void>
  /** Empties it, or has the last release do so. What cannot be done is told. */
  prune(): Promise<void>
}

/** Nothing is asked of the engine before the first prune. */
export function createBuildCache({ engine, builder, isHostedRunner, log }: BuildCacheParts): BuildCache {
  const kept = new Set<string>()
  let isWanted = false
  const pruneIfDue = async () => {
    if (!isWanted || kept.size > 0) return
    isWanted = false
    await engine.pruneBuildCache(builder).catch((error: unknown) => log(`The build cache stays: ${renderError(error)}`))
  }
  return {
    keep: (module) => void kept.add(module),
    release: (module) => (kept.delete(module) ? pruneIfDue() : Promise.resolve()),
    prune: () => {
      isWanted = isHostedRunner
      return pruneIfDue()
    },
  }
}
