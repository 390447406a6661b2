// @ts-check

/**
 * Counts from Vitest's JSON report: https://vitest.dev/guide/reporters.html#json-reporter. A file that fails before it has a test to fail
 * (a syntax error, a failed set-up) counts as one failure: else a broken file would look like a pass.
 *
 * @param {string} json
 * @returns {{ passed: number, failed: number, skipped: number } | undefined} undefined when it is no such report
 */
export function parseTestReport(json) {
  try {
    const { testResults } = /** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */ (JSON.parse(json))
    const statuses = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status))
    const count = (/** @type {string} */ wanted) => statuses.filter((status) => status === wanted).length
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    ).length
    const [passed, failed] = [count('passed'), count('failed')]
    return { passed, failed: failed + broken, skipped: statuses.length - passed - failed }
  } catch {
    return undefined
  }
}
