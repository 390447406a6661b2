// @ts-check

/** A case for people to read. @param {import('./case.mjs').Case} given */
export function renderCase({ entries, ignore, ignoreFile, dockerfile }) {
  return [...entries.map(renderEntry), ...(ignore === undefined ? [] : [`--- ${ignoreFile}`, ignore]), '--- Dockerfile', dockerfile].join(
    '\n',
  )
}

/** @param {import('./case.mjs').Entry} entry */
function renderEntry(entry) {
  if ('target' in entry) return `${entry.path} -> ${entry.target}`
  const mode = 'mode' in entry && entry.mode !== undefined ? ` ${entry.mode.toString(8)}` : ''
  return `${entry.path} (${entry.kind}${mode})`
}
