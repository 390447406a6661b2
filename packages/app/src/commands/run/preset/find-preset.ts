import { ModuleImagesError } from '@module-images/core'
import type { Preset } from './preset.js'
import { ANY_PRESET, PRESETS } from './presets.js'

/** Above what shells and docker give a meaning to, and below signals: what it adds up to is what an image has. */
const FIRST_CODE = 64

/** A script for the image's shell that prints nothing and tells by its exit code which presets the image has. */
export function renderPresetQuestion(presets: readonly Preset[] = PRESETS): string {
  const tests = presets.map(({ test }, i) => `if { ${test}; } >/dev/null 2>&1; then code=$((code + ${2 ** i})); fi`)
  return [`code=${FIRST_CODE}`, ...tests, 'exit $code'].join('\n')
}

/** @returns undefined for an exit code that is no answer: the image has no shell, say */
export function parsePresetAnswer(exitCode: number, presets: readonly Preset[] = PRESETS): Preset[] | undefined {
  const sum = exitCode - FIRST_CODE
  if (sum < 0 || sum >= 2 ** presets.length) return undefined
  return presets.filter((_, i) => (sum & (2 ** i)) !== 0)
}

/**
 * The preset to start.
 *
 * @param name one of `PRESET_NAMES`
 * @param exitCode of the script of {@link renderPresetQuestion}
 * @throws ModuleImagesError `no-preset`
 */
export function findPreset(module: string, name: string, exitCode: number): Preset {
  const held = parsePresetAnswer(exitCode)
  if (held === undefined) throw imageNotAsked(module, exitCode)
  const found = held.find(({ id }) => name === ANY_PRESET || id === name)
  if (found) return found
  const wanted = PRESETS.filter(({ id }) => name === ANY_PRESET || id === name).map(({ title }) => title)
  throw noPreset(module, wanted.join(' and no '), held[0])
}

function imageNotAsked(module: string, exitCode: number): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-preset',
    kind: 'input',
    message: `The image of ${module} could not be asked what it has: its shell ended with exit code ${exitCode}.`,
    fix: 'Name the command of the server, and its port: --command="…" --publish=8888.',
  })
}

const INSTALL =
  'Jupyter comes with the conda package jupyterlab and with the Debian package jupyter-notebook; RStudio Server with the bases rocker/rstudio and ' +
  'bioconductor/bioconductor_docker. What is found only in a login shell needs --login-shell (nx: --loginShell) too.'

/** @param other what the image has instead */
function noPreset(module: string, wanted: string, other: Preset | undefined): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-preset',
    kind: 'input',
    message: `The image of ${module} has no ${wanted}.`,
    fix: other === undefined ? INSTALL : `It has ${other.title}: --preset=${other.id}.`,
  })
}
