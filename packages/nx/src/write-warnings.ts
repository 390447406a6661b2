import { writeNotice } from '@module-images/app'

/** A file of its own, so that what is loaded for it, when there are warnings, is this part of the application and not the whole. */
export function writeWarnings(warnings: readonly string[]): void {
  for (const line of warnings) writeNotice(line)
}
