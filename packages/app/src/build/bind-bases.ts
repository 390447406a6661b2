import { planBaseSource } from './base-source.js'
import type { Session } from '../session/session.js'
import { bindParent } from './parent-source.js'
import { type ImageTarget, resolveTarget } from '../session/image-target.js'

/**
 * What a build takes in place of each base, by its text: a module's own image, an outside image by its locked digest and through its mirror.
 * A base that is neither locked nor mirrored is not there, and keeps its name.
 */
export async function bindBases(run: Session, wanted: ImageTarget): Promise<Map<string, string>> {
  const sources = new Map<string, string>()
  for (const base of wanted.module.bases) {
    const source =
      base.kind === 'module'
        ? await bindParent(run, await resolveTarget(run, base.module), builderOf(run, wanted))
        : planBaseSource(base, run.mirrors)
    if (source !== undefined) sources.set(base.reference, source)
  }
  return sources
}

/** A builder that was chosen, which may be no part of the engine. */
export function builderOf(run: Session, { module }: ImageTarget): string | undefined {
  return module.options.builder ?? run.builder
}
