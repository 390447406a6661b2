// @ts-check
import { posix } from 'node:path'
import { SETTINGS_FILES } from './built-case.mjs'

/**
 * All of an image that is compared, as text that can be kept and read.
 *
 * @typedef {{ files: Record<string, string>, config: Record<string, unknown>, history: string[] }} ImageDescription `files`: by path, what is
 *   there, times aside; `history`: what made each layer
 */

/** https://github.com/opencontainers/image-spec/blob/main/config.md and Docker's own: Shell, Healthcheck, OnBuild */
const CONFIG = [
  ...['Env', 'Cmd', 'Entrypoint', 'User', 'WorkingDir', 'ExposedPorts', 'Volumes', 'Labels'],
  ...['Shell', 'Healthcheck', 'StopSignal', 'OnBuild', 'ArgsEscaped', 'NetworkDisabled', 'Hostname', 'Domainname'],
]

/** @param {import('../../images/saved-images.mjs').SavedImage} image @returns {ImageDescription} */
export function describeImage({ files, config }) {
  const about = [...files.values()].map((entry) => /** @type {const} */ ([entry.path, describeEntry(entry)]))
  const { os, architecture, author, config: own = {}, history = [] } = config
  return {
    files: Object.fromEntries(about.sort(([a], [b]) => (a < b ? -1 : 1))),
    config: { os, architecture, author, ...Object.fromEntries(CONFIG.map((name) => [name, own[name]])) },
    history: history.map((/** @type {{ created_by?: string, empty_layer?: boolean }} */ step) => {
      return `${step.created_by ?? ''}${step.empty_layer ? ' (no layer)' : ''}`
    }),
  }
}

/** @param {import('../../images/layer.mjs').LayerEntry} entry */
function describeEntry({ path, type, about }) {
  const isSetting = type === 'file' && SETTINGS_FILES.includes(posix.basename(path))
  return isSetting ? about.replace(/\b[0-9a-f]{64}\b/, 'settings') : about
}
