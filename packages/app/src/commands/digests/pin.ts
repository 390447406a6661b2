import { type ImageReference, parseImageReference } from '@module-images/core'

/** An image that a pipeline's file names. */
export interface Pin {
  /** Without what some tools put in front, such as `docker://`. */
  readonly reference: ImageReference
  /** Tags that were said to name its digest; none where it is pinned by tag alone. */
  readonly tags: readonly string[]
  /** In the file, from 1. */
  readonly line: number
  /** Where and how the file has it; nothing where it is put together of several texts. */
  readonly written?: { readonly text: string; readonly from: number } | undefined
}

/** Where a text stands in a file. */
export interface TextPlace {
  /** From 1. */
  readonly line: number
  /** Offset from which on it is found. */
  readonly from: number
}

/** Longest text that is looked at: a host, 255 characters of repository, a tag and a digest are far below. */
const MAX_LENGTH = 700

/**
 * A text as a pin, where it is one: a reference with a registry's host and a tag or digest, which no other text of a pipeline looks like.
 * `docker://` is how Snakemake and Apptainer say that it is an image of a registry.
 */
export function parsePin(text: string, { line, from }: TextPlace): Pin[] {
  const name = text.trim().replace(/^docker:\/\//, '')
  const [host = '', ...rest] = name.length > MAX_LENGTH ? [] : name.split('/')
  if (rest.length === 0 || !/^(?:localhost$|.*[.:])/.test(host)) return []
  const reference = parseOrNothing(name)
  if (reference === undefined || (reference.tag === undefined && reference.digest === undefined)) return []
  const { tag, digest } = reference
  return [{ reference, tags: tag !== undefined && digest !== undefined ? [tag] : [], line, written: { text: name, from } }]
}

function parseOrNothing(text: string): ImageReference | undefined {
  try {
    return parseImageReference(text)
  } catch {
    return undefined
  }
}

/** Line of an offset in a text, from 1; offsets are asked for in rising order. */
export function createLineCounter(text: string): (offset: number) => number {
  let line = 1
  let seen = 0
  return (offset) => {
    for (let at = text.indexOf('\n', seen); at >= 0 && at < offset; at = text.indexOf('\n', seen)) {
      line += 1
      seen = at + 1
    }
    return line
  }
}

/**
 * What the text at this place is assigned to: `hello_r_container` of `params.hello_r_container = 'public…'`, of a line of YAML, JSON, Python or a
 * shell. The last part of a name with dots.
 */
export function readParameterName(text: string, from: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', from - 1) + 1, from)
  return /([A-Za-z_][\w-]*)["']?\s*[=:]\s*["']*(?:docker:\/\/)?$/.exec(before)?.[1]
}

/** The lines of a text, each with its number from 1 and its offset. */
export function splitLines(text: string): { readonly line: string; readonly number: number; readonly from: number }[] {
  let from = 0
  return text.split('\n').map((line, index) => {
    const start = from
    from += line.length + 1
    return { line, number: index + 1, from: start }
  })
}
