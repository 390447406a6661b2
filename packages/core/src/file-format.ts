import * as v from 'valibot'
import { ModuleImagesError } from './errors.js'
import { notAList } from './schema.js'

/** A kind of file that one version of the product writes and another may read. */
export interface FileFormat<Schema extends v.GenericSchema = v.GenericSchema> {
  /** What people call such a file. */
  readonly name: string
  /** The key that holds the version. */
  readonly field: string
  /** The one that is written, and the newest that is read. Raised when an older product would misread what is written. */
  readonly version: number
  readonly schema: Schema
}

/**
 * Which version of a format a value is of, by its field; undefined where it has none.
 *
 * @param value what the file holds, parsed and not checked yet
 */
export function formatVersion(value: unknown, { field }: Pick<FileFormat, 'field'>): number | undefined {
  const parsed = v.safeParse(notAList(v.record(v.string(), v.unknown())), value)
  const version = parsed.success && Object.hasOwn(parsed.output, field) ? parsed.output[field] : undefined
  return Number.isSafeInteger(version) ? (version as number) : undefined
}

/**
 * Checks what a file holds. Of a newer version it is not guessed at: what it says may mean something else.
 *
 * @param value parsed and not checked yet
 * @param file posix path from the workspace root, or as the user named it
 * @returns valibot's own result for what is of no newer version
 * @throws ModuleImagesError `newer-format`
 */
export function checkFormat<Schema extends v.GenericSchema>(
  value: unknown,
  format: FileFormat<Schema>,
  file: string,
): v.SafeParseResult<Schema> {
  const version = formatVersion(value, format)
  if (version !== undefined && version > format.version) throw newerFormat(format, version, file)
  return v.safeParse(format.schema, value)
}

function newerFormat({ name, field, version: newest }: FileFormat, version: number, file: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'newer-format',
    kind: 'input',
    message: `This ${name} was made by a newer version: it has "${field}": ${version}, and the newest that this one reads is ${newest}.`,
    place: { file },
    fix: 'Update @module-images/nx: npx nx migrate @module-images/nx',
  })
}
