import { ModuleImagesError } from '@module-images/core'
import type { Engine } from '../engine.js'

/** The engines to choose from. */
export interface EngineChoice {
  /** Used where it answers. */
  readonly first: Engine
  /** Used where it alone answers. */
  readonly other: Engine
  /** Told once that the other one is used, and why. */
  readonly log: (line: string) => void
}

/**
 * One of two engines, found out by the first thing that is asked: where the first engine answers, it is asked nothing more than without the
 * other.
 */
export function createAutoEngine({ first, other, log }: EngineChoice): Engine {
  let chosen: Engine | undefined
  /** Why the other one is used. */
  let absence: ModuleImagesError | undefined
  const choose = async <T>(ask: (engine: Engine) => Promise<T>): Promise<T> => {
    if (chosen !== undefined) return ask(chosen)
    try {
      const answer = await ask(first)
      chosen ??= first
      return answer
    } catch (error) {
      if (!isAbsence(error)) throw error
      await requireOther(other, error)
      if (absence === undefined) log(`using ${other.name}, since ${first.name} does not answer: ${error.message}`)
      absence = error
      chosen = other
      return ask(other)
    }
  }
  return {
    name: 'auto',
    readUserNamespace: () => choose((engine) => engine.readUserNamespace()),
    findImages: (names) => choose((engine) => engine.findImages(names)),
    build: (request, progress) => choose((engine) => engine.build(request, progress)),
    // What is wrong is that the engine which publishes is not there.
    requirePublisher: (reference) => (absence === undefined ? first.requirePublisher(reference) : Promise.reject(absence)),
    readLayerStore: (builder) => choose((engine) => engine.readLayerStore(builder)),
    pruneBuildCache: (builder) => choose((engine) => engine.pruneBuildCache(builder)),
    tag: (source, target) => choose((engine) => engine.tag(source, target)),
    push: (...args) => choose((engine) => engine.push(...args)),
    pull: (...args) => choose((engine) => engine.pull(...args)),
    inspect: (reference) => choose((engine) => engine.inspect(reference)),
    inspectMany: (references) => choose((engine) => engine.inspectMany(references)),
    remove: (reference) => choose((engine) => engine.remove(reference)),
    run: (request) => choose((engine) => engine.run(request)),
  }
}

function isAbsence(error: unknown): error is ModuleImagesError {
  return error instanceof ModuleImagesError && error.code === 'engine-unavailable'
}

/** @throws ModuleImagesError `engine-unavailable` that names both */
async function requireOther(other: Engine, absence: ModuleImagesError): Promise<void> {
  try {
    await other.readUserNamespace()
  } catch (error) {
    if (!isAbsence(error)) throw error
    throw new ModuleImagesError({
      code: 'engine-unavailable',
      kind: 'environment',
      message: `No container engine answers. ${absence.message} ${error.message}`,
      fix: [absence.fix, error.fix].join('\n'),
      cause: absence,
    })
  }
}
