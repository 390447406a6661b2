// @ts-check

/**
 * A number of a command line.
 *
 * @param {string} text
 * @throws Error that names what is none
 */
export function wholeNumber(text) {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`'${text}' is not a whole number; see --help.`)
  return Number(text)
}
