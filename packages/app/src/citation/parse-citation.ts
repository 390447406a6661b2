import { ModuleImagesError, shorten, visibleLine } from '@module-images/core'
import * as v from 'valibot'
import { LineCounter, parseDocument } from 'yaml'
import type { Citation } from './citation.js'

/** Characters of one value that are used. */
const LONGEST = 300
const MOST_AUTHORS = 100

/** What others wrote goes into labels, pages and lists: one line each. */
const words = v.pipe(
  v.string(),
  v.transform((text) => shorten(visibleLine(text.trim()), LONGEST)),
)
const name = v.optional(words, '')
const AUTHOR = v.union([
  v.pipe(
    v.object({ name: words }),
    v.transform((author) => author.name),
  ),
  v.pipe(
    v.object({ 'given-names': name, 'name-particle': name, 'family-names': name, 'name-suffix': name }),
    v.transform((author) => Object.values(author).filter(Boolean).join(' ')),
  ),
])
const DOI = v.pipe(words, v.regex(/^10\.\d{4,9}\/\S+$/))
const CITATION = v.object({
  authors: v.pipe(v.array(AUTHOR), v.maxLength(MOST_AUTHORS)),
  title: v.optional(words),
  license: v.optional(v.union([words, v.pipe(v.array(words), v.minLength(1))])),
  doi: v.optional(DOI),
  identifiers: v.optional(v.array(v.looseObject({ type: v.string(), value: v.string() })), []),
})

/**
 * Reads a CITATION.cff. https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md
 *
 * @throws ModuleImagesError `bad-citation`, with the line where it is known
 */
export function parseCitation(text: string, file: string): Citation {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) throw bad(file, error.message.split('\n', 1)[0] ?? '', lines.linePos(error.pos[0]).line)
  const parsed = v.safeParse(CITATION, readValue(document, file))
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw bad(file, `${v.getDotPath(issue) ?? 'all of it'}: ${issue.message}`)
  }
  const { authors, title, license, doi, identifiers } = parsed.output
  return {
    authors: authors.filter((author) => author !== ''),
    title,
    doi: doi ?? identifiers.flatMap(({ type, value }) => (type === 'doi' && v.is(DOI, value) ? [value] : []))[0],
    // Several are a choice: https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md#license
    licence: typeof license === 'string' ? license : license?.join(' OR '),
  }
}

/** Aliases that grow without end are refused by the reader. */
function readValue(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    throw bad(file, cause instanceof Error ? cause.message : String(cause))
  }
}

function bad(file: string, why: string, line?: number): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-citation',
    kind: 'input',
    message: `This is no citation file: ${visibleLine(why)}`,
    place: line === undefined ? { file } : { file, line },
    fix: 'Correct it: https://citation-file-format.github.io says what it may hold. The image is built without what it says.',
  })
}
