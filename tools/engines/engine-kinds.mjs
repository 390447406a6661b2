// @ts-check

/**
 * The engines of the matrix, oldest first. Each is the machine's own where that is of this version, else one from a suite of Debian.
 *
 * @typedef {object} EngineKind
 * @property {string} name as its version begins
 * @property {string} suite of Debian, whose docker.io is of this version
 *
 * @typedef {{ engine: EngineKind, store: import('../local/dockerd.mjs').ImageStore }} Cell
 */

/** @type {readonly EngineKind[]} */
export const ENGINES = [
  { name: '26.1', suite: 'trixie' },
  { name: '28.5', suite: 'forky' },
]

/** @type {readonly import('../local/dockerd.mjs').ImageStore[]} */
export const STORES = ['classic', 'containerd']

/** @param {Cell} cell */
export function nameOf({ engine, store }) {
  return `${engine.name}-${store}`
}

/** Whether a version is one of this engine's: `26.1.5+dfsg1` of `26.1`. @param {EngineKind} engine @param {string | undefined} version */
export function isOf(engine, version) {
  return version?.startsWith(`${engine.name}.`) ?? false
}
