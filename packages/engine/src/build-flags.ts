import { isAbsolute } from 'node:path'
import { type BuildSecret, ModuleImagesError } from '@module-images/core'
import { renderCsvRecord } from './text/csv-field.js'

const ENV_NAME = /^[A-Za-z_]\w*$/

/** Nothing where there is no value. */
export function optional(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${flag}=${value}`]
}

/** `--flag=name=value` for each entry, in the order of the names. @throws ModuleImagesError `bad-build-request` */
export function pairs(flag: string, values: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([name, value]) => {
    if (name === '' || name.includes('='))
      throw badBuildRequest(`'${name}' is not a name for --${flag}.`, 'Take a name of one or more characters without =.')
    return `--${flag}=${name}=${value}`
  })
}

/** As `--secret` takes it, quoted for Go's reader. @throws ModuleImagesError `bad-build-request` */
export function secretRecord(secret: BuildSecret): string {
  if ('file' in secret) return renderCsvRecord([`id=${secret.id}`, `src=${absolute(`file of secret '${secret.id}'`, secret.file)}`])
  if (!ENV_NAME.test(secret.env))
    throw badBuildRequest(`'${secret.env}' is not the name of an environment variable.`, 'Take letters, digits and _, and no digit first.')
  return renderCsvRecord([`id=${secret.id}`, `env=${secret.env}`])
}

/** @throws ModuleImagesError `bad-build-request` */
export function absolute(what: string, path: string): string {
  if (!isAbsolute(path))
    throw badBuildRequest(`The ${what} '${path}' is not an absolute path.`, 'Write the path from the root of the file system.')
  return path
}

export function badBuildRequest(message: string, fix: string): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-build-request', kind: 'input', message, fix })
}
