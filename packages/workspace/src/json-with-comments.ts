import { createRequire } from 'node:module'
import { ModuleImagesError } from '@module-images/core'
import type * as jsonc from 'jsonc-parser'

const require = createRequire(import.meta.url)

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
    // Most files are plain JSON, and each nx command would pay for loading it.
    const { parse, printParseErrorCode } = require('jsonc-parser') as typeof jsonc
    const faults: jsonc.ParseError[] = []
    const value: unknown = parse(text, faults, { allowTrailingComma: true })
    const [fault] = faults
    if (fault === undefined) return value
    const line = text.slice(0, fault.offset).split('\n').length
    throw new ModuleImagesError({
      code,
      kind: 'input',
      message: `This is no JSON: ${printParseErrorCode(fault.error)}.`,
      place: { file, line },
      fix: 'Correct the line, or the one before it.',
    })
  }
}
