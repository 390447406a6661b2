// @ts-check

/**
 * What a build of a case came to.
 *
 * @typedef {{ kind: 'built', image: import('./describe-image.mjs').ImageDescription }
 *   | { kind: 'refuses', line: number | undefined, message: string }} BuiltObservation
 *
 * @typedef {object} BuiltDifference
 * @property {'files' | 'config' | 'history' | 'only-we-refuse' | 'only-buildkit-refuses' | 'other-line' | 'not-asked'} kind
 * @property {string} detail
 * @property {number} [line] where the product refuses, of `other-line`
 */

/** What the product says of an image, unless its Dockerfile does. */
const OWN_LABELS = [
  'io.github.module-images.key',
  ...['title', 'source', 'revision', 'created', 'version'].map((name) => `org.opencontainers.image.${name}`),
]

/**
 * @param {BuiltObservation | import('../observe.mjs').NotAsked} oracle BuildKit by itself
 * @param {BuiltObservation} product
 * @returns {BuiltDifference | undefined}
 */
export function compareBuilds(oracle, product) {
  if (oracle.kind === 'not-asked') return { kind: 'not-asked', detail: 'the engine would end with it' }
  if (oracle.kind === 'refuses' && product.kind === 'refuses') return compareLines(oracle, product)
  if (product.kind === 'refuses') return { kind: 'only-we-refuse', detail: product.message }
  if (oracle.kind === 'refuses') return { kind: 'only-buildkit-refuses', detail: oracle.message }
  const [wanted, got] = [oracle.image, withoutOwnLabels(product.image, oracle.image)]
  const files = differences(wanted.files, got.files)
  if (files.length > 0) return { kind: 'files', detail: files.join('\n') }
  const config = differences(wanted.config, got.config)
  if (config.length > 0) return { kind: 'config', detail: config.join('\n') }
  const history = differences(wanted.history, got.history)
  return history.length > 0 ? { kind: 'history', detail: history.join('\n') } : undefined
}

/**
 * @param {{ line: number | undefined, message: string }} oracle
 * @param {{ line: number | undefined, message: string }} product
 * @returns {BuiltDifference | undefined}
 */
function compareLines(oracle, product) {
  // Not all that BuildKit refuses has a line, such as a target that is no stage.
  if (oracle.line === undefined || oracle.line === product.line) return undefined
  const detail = `BuildKit ${oracle.line} (${oracle.message}), the product ${product.line} (${product.message})`
  return { kind: 'other-line', detail, ...(product.line === undefined ? {} : { line: product.line }) }
}

/** @param {object} wanted @param {object} got @returns {string[]} */
function differences(wanted, got) {
  const [one, other] = [new Map(Object.entries(wanted)), new Map(Object.entries(got))]
  const names = [...new Set([...one.keys(), ...other.keys()])].sort()
  return names.flatMap((name) => {
    const [a, b] = [one.get(name), other.get(name)].map(render)
    return a === b ? [] : [`${name}: BuildKit ${a}, the product ${b}`]
  })
}

/** Keys of objects in any order. @param {unknown} value @returns {string} */
function render(value) {
  if (value === undefined) return 'nothing'
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value)
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** @param {import('./describe-image.mjs').ImageDescription} image @param {import('./describe-image.mjs').ImageDescription} oracle */
function withoutOwnLabels(image, oracle) {
  const labels = /** @type {Record<string, string>} */ (image.config['Labels'] ?? {})
  const theirs = /** @type {Record<string, string>} */ (oracle.config['Labels'] ?? {})
  const left = Object.entries(labels).filter(([name]) => name in theirs || !OWN_LABELS.includes(name))
  return { ...image, config: { ...image.config, Labels: left.length > 0 ? Object.fromEntries(left) : undefined } }
}
