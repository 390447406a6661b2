/** Folders of a package that import each other, each by some file of its own. */

/** @typedef {{ from: string, to: string }} Edge one import, both ends by path from the workspace root */

/** The entry point imports every folder, and nothing imports it. */
const SOURCE = /^(packages\/[^/]+\/src)\/(?!index\.ts$)/
const TEST = /\.spec\.ts$|\/testing\//

/**
 * @param {readonly Edge[]} edges every import of the workspace
 * @returns {Edge[]} the imports that make the cycles
 */
export function findFolderCycles(edges) {
  const between = edges.filter(({ from, to }) => isWithinPackage(from, to) && unitOf(from) !== unitOf(to))
  const targets = reachableFrom(between)
  return between.filter(({ from, to }) => targets.get(unitOf(to))?.has(unitOf(from)))
}

/** @type {(from: string, to: string) => boolean} */
function isWithinPackage(from, to) {
  const source = SOURCE.exec(from)
  return source !== null && !TEST.test(from) && !TEST.test(to) && SOURCE.exec(to)?.[1] === source[1]
}

/**
 * The folder a file is in. A file directly below `src` counts for itself: it may stand above the folders, as an entry to them, or below, as
 * what all of them need.
 *
 * @param {string} file
 */
function unitOf(file) {
  const folder = file.slice(0, file.lastIndexOf('/'))
  return folder.endsWith('/src') ? file : folder
}

/**
 * @param {readonly Edge[]} edges
 * @returns {Map<string, Set<string>>} for each unit those it leads to, by however many steps
 */
function reachableFrom(edges) {
  /** @type {Map<string, Edge[]>} */
  const next = new Map()
  for (const edge of edges) next.set(unitOf(edge.from), [...(next.get(unitOf(edge.from)) ?? []), edge])
  return new Map([...next.keys()].map((unit) => [unit, walk(unit, next)]))
}

/** @type {(start: string, next: ReadonlyMap<string, readonly Edge[]>) => Set<string>} */
function walk(start, next) {
  /** @type {Set<string>} */
  const seen = new Set()
  const waiting = [start]
  for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
    for (const { to } of next.get(unit) ?? []) {
      if (seen.has(unitOf(to))) continue
      seen.add(unitOf(to))
      waiting.push(unitOf(to))
    }
  }
  return seen
}
