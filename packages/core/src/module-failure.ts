import type { ModuleImagesError } from './errors.js'

/** A module that a command over many could not do its work for, and why. */
export interface ModuleFailure {
  /** Name of the Nx project. */
  readonly module: string
  readonly error: ModuleImagesError
}

/** An error as JSON has it. */
export interface ErrorJson {
  readonly code: string
  readonly message: string
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly fix?: string | undefined
}

/** A failure as JSON has it. */
export interface ModuleFailureJson {
  readonly name: string
  readonly error: ErrorJson
}

/** @returns an object without the properties that the error lacks */
export function errorJson({ code, message, place, fix }: ModuleImagesError): ErrorJson {
  return {
    code,
    message,
    ...(place ? { file: place.file } : {}),
    ...(place?.line === undefined ? {} : { line: place.line }),
    ...(fix === undefined ? {} : { fix }),
  }
}

/** @see errorJson */
export function failuresJson(failures: readonly ModuleFailure[]): ModuleFailureJson[] {
  return failures.map(({ module, error }) => ({ name: module, error: errorJson(error) }))
}
