// @ts-check
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

const FIRST = '# module-images quickstart: begin (`npm run quickstart -- --down` removes these lines)'
const LAST = '# module-images quickstart: end'

/**
 * The text of an environment file with these variables in a block of our own, at the end, where they win. All other lines stay.
 *
 * @param {string} text
 * @param {Readonly<Record<string, string>>} variables
 */
export function setVariables(text, variables) {
  const kept = removeVariables(text)
  const separator = kept === '' || kept.endsWith('\n') ? '' : '\n'
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  return `${kept}${separator}${[FIRST, ...lines, LAST].join('\n')}\n`
}

/** Everything but our block. @param {string} text */
export function removeVariables(text) {
  const lines = text.split('\n')
  const first = lines.indexOf(FIRST)
  const last = lines.indexOf(LAST, first)
  if (first === -1 || last === -1) return text
  return removeVariables(lines.toSpliced(first, last - first + 1).join('\n'))
}

/**
 * @param {string} file
 * @param {(text: string) => string} edit a file that becomes empty is removed
 * @returns {boolean} whether it was changed
 */
export function editFile(file, edit) {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const after = edit(before)
  if (after === before) return false
  if (after === '') {
    rmSync(file, { force: true })
    return true
  }
  writeFileSync(`${file}.new`, after)
  renameSync(`${file}.new`, file)
  return true
}
