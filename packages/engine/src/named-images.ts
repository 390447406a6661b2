import type { EngineImage } from './engine.js'

/** Those of these names without the registry's, `hello-r:key-…`. */
export function pickNamed(images: readonly EngineImage[], names: readonly string[]): EngineImage[] {
  const wanted = new Set(names)
  return images.filter(({ repository, tag }) => wanted.has(`${repository.slice(repository.lastIndexOf('/') + 1)}:${tag}`))
}
