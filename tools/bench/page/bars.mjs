// @ts-check

/**
 * What is promised, one entry a bar; each looks up the figures it is about.
 *
 * @typedef {(name: string, size: number, competitor: string) => import('./statistics.mjs').Figures | undefined} Lookup
 *
 * @typedef {{ met: boolean, measured: string }} Verdict
 *
 * @typedef {{ what: string, bar: string, judge: (figures: Lookup) => Verdict | undefined }} Bar
 */

const OURS = 'module-images'
const EXECUTOR = 'executor'

/** @type {readonly Bar[]} */
export const BARS = [
  atMost('release tag, nothing changed, 20 modules: images built', 0, count('release', 20, 'builds')),
  atMost('the same: blobs uploaded', 0, count('release', 20, 'uploads')),
  atMost('the same: registry requests (4 a module + 5)', 85, count('release', 20, 'requests')),
  ratio('the same: time', 0.8, ['release', 20, 'bake']),
  ratio('the same, 50 modules: time', 0.35, ['release', 50, 'bake']),
  atMost('the same, 200 modules: seconds', 6, count('release', 200, 'seconds')),
  atMost('the same, 1,000 modules: seconds', 12, count('release', 1000, 'seconds')),
  atMost('the same, 1,000 modules: MB of the largest process', 300, megabytes('release', 1000)),
  atMost('without an engine, 20 modules: registry requests', 85, count('release-no-engine', 20, 'requests')),
  atMost('without an engine, 200 modules: seconds', 6, count('release-no-engine', 200, 'seconds')),
  ratio('first build, 20 modules: time', 1.25, ['first-build', 20, 'bake']),
  ratio('the same, the executor alone: time', 1, ['first-build', 20, 'bake'], EXECUTOR),
  ratio('one lockfile changed, 20 modules: time', 0.8, ['one-lockfile', 20, 'bake']),
  ratio('one file changed, empty engine, 20 modules: time', 1, ['changed-file-empty-engine', 20, 'bake']),
  atMost('plan --offline --json, 1,000 modules: seconds', 0.45, count('plan-offline', 1000, 'seconds')),
  {
    what: 'plan --offline --json, 5,000 modules: time',
    bar: '≤ 5 × that of 1,000',
    judge: (figures) => compare(figures('plan-offline', 5000, OURS), figures('plan-offline', 1000, OURS), { factor: 5, of: 'that' }),
  },
  ratio('nx show projects, 2,000 modules: time', 1.15, ['show-projects', 2000, 'names-only']),
  perRequest('plan of 30 modules at one request a second: seconds', 'limited-plan'),
  perRequest('the same, gc: seconds', 'limited-gc'),
  perRequest('the same, verify: seconds', 'limited-verify'),
]

/** @param {string} what @param {string} name @returns {Bar} */
function perRequest(what, name) {
  const most = 1.2
  return {
    what,
    bar: `≤ ${most} × requests`,
    judge(figures) {
      const one = figures(name, 30, OURS)
      if (!one) return undefined
      const value = one.seconds / one.requests
      return { met: value <= most, measured: `${value.toFixed(2)} × ${one.requests} (${one.seconds.toFixed(0)} s)` }
    },
  }
}

/** @param {string} what @param {number} most @param {(figures: Lookup) => number | undefined} measure @returns {Bar} */
function atMost(what, most, measure) {
  return {
    what,
    bar: `≤ ${most}`,
    judge(figures) {
      const value = measure(figures)
      return value === undefined ? undefined : { met: value <= most, measured: String(Math.round(value * 100) / 100) }
    },
  }
}

/** @param {string} what @param {number} factor @param {[string, number, string]} other @param {string} [ours] @returns {Bar} */
function ratio(what, factor, [name, size, competitor], ours = OURS) {
  return {
    what,
    bar: `≤ ${factor} × ${competitor}`,
    judge: (figures) => compare(figures(name, size, ours), figures(name, size, competitor), { factor, of: competitor }),
  }
}

/**
 * @param {import('./statistics.mjs').Figures | undefined} ours
 * @param {import('./statistics.mjs').Figures | undefined} other
 * @param {{ factor: number, of: string }} bar
 * @returns {Verdict | undefined}
 */
function compare(ours, other, { factor, of }) {
  if (!ours || !other) return undefined
  const value = ours.seconds / other.seconds
  return { met: value <= factor, measured: `${value.toFixed(2)} × ${of} (${ours.seconds.toFixed(2)} s to ${other.seconds.toFixed(2)} s)` }
}

/** @param {string} name @param {number} size @param {'builds' | 'uploads' | 'requests' | 'seconds'} field */
function count(name, size, field) {
  return (/** @type {Lookup} */ figures) => figures(name, size, OURS)?.[field]
}

/** @param {string} name @param {number} size */
function megabytes(name, size) {
  return (/** @type {Lookup} */ figures) => {
    const bytes = figures(name, size, OURS)?.largest
    return bytes === undefined ? undefined : bytes / 1e6
  }
}
