import { ModuleImagesError } from '@module-images/core'
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'

/** How a file that is not JSON fails. */
export interface JsonFault {
  readonly code: string
  /** Posix, from the workspace root. */
  readonly file: string
}

/**
 * Reads JSON as Nx reads its own files: comments and trailing commas are allowed.
 *
 * @throws ModuleImagesError with the given code and the line
 */
export function parseJsonWithComments(text: string, { code, file }: JsonFault): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const faults: ParseError[] = []
    const value: unknown = parse(text, faults, { allowTrailingComma: true })
    const [fault] = faults
    if (fault === undefined) return value
    const line = text.slice(0, fault.offset).split('\n').length
    throw new ModuleImagesError({
      code,
      kind: 'input',
      message: `This is no JSON: ${printParseErrorCode(fault.error)}.`,
      place: { file, line },
    })
  }
}
