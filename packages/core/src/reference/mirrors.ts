import { ModuleImagesError } from '../errors.js'
import { type ImageReference, renderImageReference, parseImageReference, renderRepository } from './image-reference.js'

/** From a registry host or a repository prefix (`docker.io`, `docker.io/library`) to where the same images are also found. */
export interface Mirror {
  readonly from: string
  readonly to: string
}

/** Reads `docker.io=127.0.0.1:5000/mirror,ghcr.io=…`, the form of the environment variable. */
export function parseMirrors(text: string, origin: string): Mirror[] {
  return text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => createMirror(pair, origin))
}

function createMirror(pair: string, origin: string): Mirror {
  const parts = pair.split('=')
  const [from = '', to = ''] = parts.map((part) => part.trim().replace(/\/+$/, ''))
  const hasHost = /^[^/\s]+(?:\/[^\s]+)?$/
  if (parts.length !== 2 || !hasHost.test(from) || !hasHost.test(to)) {
    throw new ModuleImagesError({
      code: 'bad-mirror',
      kind: 'input',
      message: `'${pair}' in ${origin} is not a mirror.`,
      fix: 'Write from=to, each a registry host with or without a path: docker.io=mirror.example.org/docker.io',
    })
  }
  return { from, to }
}

/** The reference under its mirror, tag and digest kept; the longest matching prefix wins. Without a match, the reference itself. */
export function applyMirrors(reference: ImageReference, mirrors: readonly Mirror[]): ImageReference {
  const name = renderRepository(reference)
  const best = mirrors
    .filter(({ from }) => name === from || name.startsWith(`${from}/`))
    .reduce<Mirror | undefined>((found, mirror) => (found && found.from.length >= mirror.from.length ? found : mirror), undefined)
  if (!best) return reference
  const full = renderImageReference(reference)
  return parseImageReference(`${best.to}${full.slice(best.from.length)}`)
}
