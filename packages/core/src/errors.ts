import { visibleLine } from './text/visible.js'

/** Where in a file a fault lies. Lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** Who has to act: who wrote the command line, the author of a file, the owner of the machine, a remote service, or the developers of this product. */
export type ErrorKind = 'usage' | 'input' | 'environment' | 'remote' | 'internal'

export interface ErrorDetails {
  /** What callers switch on; kebab-case, never shown alone to a person. */
  readonly code: string
  readonly kind: ErrorKind
  /** What failed, one sentence, no place and no advice. */
  readonly message: string
  readonly place?: Place | undefined
  /** What to do about it. */
  readonly fix?: string | undefined
  readonly cause?: unknown
}

/** The one error class of the product: callers switch on `code` and `kind`, never on text. */
export class ModuleImagesError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly place: Place | undefined
  readonly fix: string | undefined

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ModuleImagesError'
    this.code = details.code
    this.kind = details.kind
    this.place = details.place
    this.fix = details.fix
  }

  /** The same error, with some of it said otherwise. */
  with(changes: Partial<ErrorDetails>): ModuleImagesError {
    const { code, kind, message, place, fix, cause } = this
    return new ModuleImagesError({ code, kind, message, place, fix, cause, ...changes })
  }
}

/** `file:line:column`, as editors and terminals make clickable. */
export function renderPlace(place: Place): string {
  return [visibleLine(place.file), place.line, place.column].filter((part) => part !== undefined).join(':')
}

/** As JSON has it. */
export interface ShownError {
  readonly message: string
  readonly file?: string | undefined
  readonly line?: number | undefined
}

/**
 * What failed in a row that names the module: the first line, without the module and the way to its folder. The message stands elsewhere in full.
 */
export function renderErrorInRow(module: string, { message, file, line }: ShownError): string {
  const [, inModule = file] = file === undefined ? [] : `/${file}`.split(`/${module}/`)
  const where = inModule === undefined ? '' : `${renderPlace({ file: inModule, ...(line === undefined ? {} : { line }) })}: `
  const [first = ''] = message.split('\n', 1)
  const name = [`${module} could not be built: `, `${module}: `].find((start) => first.startsWith(start)) ?? ''
  return `${where}${first.slice(name.length)}`
}

/** Turns any thrown value into words for a person: where, what failed, what to do. */
export function renderError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof ModuleImagesError)) return error.message
  const where = error.place ? `${renderPlace(error.place)}: ` : ''
  const fix = error.fix ? `\n  ${error.fix.split('\n').join('\n  ')}` : ''
  return `${where}${error.message}${fix}`
}
