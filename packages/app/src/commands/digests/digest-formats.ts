import { type ImageDigests, ModuleImagesError } from '@module-images/core'
import { apptainerFormat } from './apptainer-format.js'
import type { DigestFormat, DigestFormatName } from './digest-format.js'
import { envFormat } from './env-format.js'
import { jsonFormat } from './json-format.js'
import { nextflowFormat } from './nextflow-format.js'
import { planParameterNames } from './parameter-names.js'
import { snakemakeFormat } from './snakemake-format.js'

/** In the order help lists them; the first whose file names match has a file. */
export const DIGEST_FORMATS: readonly DigestFormat[] = [jsonFormat, nextflowFormat, snakemakeFormat, apptainerFormat, envFormat]

/** The format asked for by name, or by what the file is called; undefined where neither says. */
export function findDigestFormat(name: DigestFormatName | undefined, file: string | undefined): DigestFormat | undefined {
  return DIGEST_FORMATS.find((format) => (name === undefined ? file !== undefined && format.fileNames.test(file) : format.name === name))
}

/**
 * The text of a file that pins these images.
 *
 * @param pattern names of parameters; the format's own where none is given
 * @throws ModuleImagesError where two modules would have one name, or a name is none of the format's language
 */
export function renderDigests(digests: ImageDigests, format: DigestFormat, pattern: string | undefined): string {
  const modules = digests.images.map(({ module }) => module)
  const names = parameterNames(modules, format, pattern)
  return format.render(digests, (module) => names.get(module) ?? module)
}

/**
 * Says before anything is read whether names of parameters can be made.
 *
 * @throws ModuleImagesError `no-parameters`, `bad-name-pattern`
 */
export function checkNamePattern(format: DigestFormat, pattern: string | undefined): void {
  parameterNames([], format, pattern)
}

function parameterNames(modules: readonly string[], format: DigestFormat, pattern: string | undefined): ReadonlyMap<string, string> {
  if (format.namePattern !== undefined) return planParameterNames(modules, pattern ?? format.namePattern, format.reservedWords)
  if (pattern === undefined) return new Map()
  throw new ModuleImagesError({
    code: 'no-parameters',
    kind: 'usage',
    message: `The format ${format.name} has no parameters to name.`,
    fix: 'Leave --name out, or choose another --format.',
  })
}
