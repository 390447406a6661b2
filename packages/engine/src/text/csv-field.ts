import { ModuleImagesError } from '@module-images/core'

/**
 * `key=value` fields as one record that Go's encoding/csv reads back unchanged, which is how docker and buildx read
 * `--secret` and `--mount`. Rules: https://pkg.go.dev/encoding/csv and RFC 4180.
 *
 * @throws ModuleImagesError `bad-flag-value` for a carriage return, which Go's reader would drop before a line end
 */
export function renderCsvRecord(fields: readonly string[]): string {
  return fields.map(renderCsvField).join(',')
}

function renderCsvField(field: string): string {
  if (field.includes('\r')) {
    throw new ModuleImagesError({
      code: 'bad-flag-value',
      kind: 'input',
      message: `${JSON.stringify(field)} holds a carriage return, which the docker command cannot be given here.`,
      fix: 'Remove it: a file with the line ends of Windows may have brought it.',
    })
  }
  return /[",\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
