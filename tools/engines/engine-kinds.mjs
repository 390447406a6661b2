// @ts-check

/**
 * The engines of the matrix, oldest first. A Docker is the machine's own where that is of this version, else one from a suite of Debian, as Podman
 * always is.
 *
 * @typedef {object} EngineKind
 * @property {string} name as its version begins, after `podman-` where it is Podman
 * @property {'docker' | 'podman'} program
 * @property {string} suite of Debian, whose packages are of this version
 * @property {readonly ImageStore[]} stores
 *
 * @typedef {import('../local/dockerd.mjs').ImageStore | 'overlay'} ImageStore Podman has the last alone
 * @typedef {{ engine: EngineKind, store: ImageStore }} Cell
 */

/** @type {readonly import('../local/dockerd.mjs').ImageStore[]} */
const DOCKER_STORES = ['classic', 'containerd']

/** @type {readonly EngineKind[]} */
export const ENGINES = [
  { name: '26.1', program: 'docker', suite: 'trixie', stores: DOCKER_STORES },
  { name: '28.5', program: 'docker', suite: 'forky', stores: DOCKER_STORES },
  { name: 'podman-5.8', program: 'podman', suite: 'forky', stores: ['overlay'] },
]

/** @type {readonly ImageStore[]} */
export const STORES = [...DOCKER_STORES, 'overlay']

/** @param {readonly EngineKind[]} engines @returns {Cell[]} every engine with each of its stores */
export function cellsOf(engines) {
  return engines.flatMap((engine) => engine.stores.map((store) => ({ engine, store })))
}

/** @param {Cell} cell */
export function nameOf({ engine, store }) {
  return `${engine.name}-${store}`
}

/** Whether a version is one of this engine's: `26.1.5+dfsg1` of `26.1`. @param {EngineKind} engine @param {string | undefined} version */
export function isOf(engine, version) {
  return version?.startsWith(`${engine.name.replace(/^podman-/, '')}.`) ?? false
}
