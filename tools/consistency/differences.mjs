// @ts-check
/**
 * What commands say of the modules of a workspace.
 *
 * @typedef {object} Answers
 * @property {ReadonlyMap<string, { active: boolean }>} listed the projects that Nx lists with a target docker-build; active: with a docker-push that publishes too
 * @property {ReadonlyMap<string, ReadonlyMap<string, string>>} references by command and module: `image:key-…`; none of a module that the command
 *   refused, or did not know
 *
 * @typedef {{ module: string, answers: ReadonlyMap<string, string | undefined> }} Difference `answers`: by command; none at all is a difference
 *   from Nx, which lists the module
 */

/** Commands that leave an inactive module alone: nothing publishes it. */
export const ABOUT_PUBLISHED = /** @type {readonly string[]} */ (['push', 'verify', 'digests'])

/**
 * Modules of which not all commands say the same.
 *
 * @param {Answers} answers
 * @param {(module: string) => boolean} mayBeRefused by all commands, since Nx itself has what the product refuses
 * @returns {Difference[]}
 */
export function findDifferences({ listed, references }, mayBeRefused) {
  const modules = new Set([...listed.keys(), ...[...references.values()].flatMap((of) => [...of.keys()])])
  return [...modules].sort().flatMap((module) => {
    const answers = new Map([...references].map(([command, of]) => [command, of.get(module)]))
    return isConsistent(listed.get(module), answers, mayBeRefused(module)) ? [] : [{ module, answers }]
  })
}

/** @param {{ active: boolean } | undefined} known @param {ReadonlyMap<string, string | undefined>} answers @param {boolean} mayBeRefused */
function isConsistent(known, answers, mayBeRefused) {
  const isLeftOut = (/** @type {string} */ command) => known?.active === false && ABOUT_PUBLISHED.includes(command)
  const said = [...answers].filter(([command]) => !isLeftOut(command)).map(([, reference]) => reference)
  const leftOut = [...answers].filter(([command]) => isLeftOut(command)).map(([, reference]) => reference)
  const isSilent = (/** @type {string | undefined} */ reference) => reference === undefined
  if (!leftOut.every(isSilent)) return false
  if (said.every(isSilent)) return known === undefined || mayBeRefused
  return known !== undefined && new Set(said).size === 1
}

/** A line for what each command says. @param {readonly Difference[]} differences */
export function renderDifferences(differences) {
  return differences.flatMap(({ module, answers }) => [
    `  ${module}`,
    ...[...answers].map(([command, reference]) => `    ${command.padEnd(20)} ${reference === undefined ? '–' : shortened(reference)}`),
  ])
}

/** Eight digits of a key tell it from the others, and its repository without the registry. @param {string} reference */
function shortened(reference) {
  return reference.replace(/^[^/]+\/[^/]+\//, '').replace(/(key-[0-9a-f]{8})[0-9a-f]*/, '$1')
}
