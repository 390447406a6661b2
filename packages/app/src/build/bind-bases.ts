import type { Mirror } from '@module-images/core'
import { planBaseSource } from './base-source.js'
import { bindParent, type BindParentPorts } from './parent-source.js'
import { type ImageTarget, resolveTarget, type TargetPorts } from '../session/image-target.js'

/** What chooses a builder. */
export interface BuilderPorts {
  /** The buildx builder of modules that name none, where that is not the engine's own. */
  readonly builder: string | undefined
}

/** What binding bases takes. */
export interface BindBasesPorts extends BindParentPorts, BuilderPorts, TargetPorts {
  readonly mirrors: readonly Mirror[]
}

/**
 * What a build takes in place of each base, by its text: a module's own image, an outside image by its locked digest and through its mirror.
 * A base that is neither locked nor mirrored is not there, and keeps its name.
 */
export async function bindBases(ports: BindBasesPorts, wanted: ImageTarget): Promise<Map<string, string>> {
  const sources = new Map<string, string>()
  for (const base of wanted.module.bases) {
    const source =
      base.kind === 'module'
        ? await bindParent(ports, await resolveTarget(ports, base.module), builderOf(ports, wanted))
        : planBaseSource(base, ports.mirrors)
    if (source !== undefined) sources.set(base.reference, source)
  }
  return sources
}

/** A builder that was chosen, which may be no part of the engine. */
export function builderOf({ builder }: BuilderPorts, { module }: ImageTarget): string | undefined {
  return module.options.builder ?? builder
}
