import { jupyter } from './jupyter.js'
import type { Preset } from './preset.js'
import { rstudio } from './rstudio.js'

/** One entry a server. Of an image that has several, `notebook` is the first. */
export const PRESETS: readonly Preset[] = [rstudio, jupyter]

/** Whichever the image has. */
export const ANY_PRESET = 'notebook'

/** What `--preset` takes. */
export const PRESET_NAMES: readonly string[] = [ANY_PRESET, ...PRESETS.map(({ id }) => id)]
