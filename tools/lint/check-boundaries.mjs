/** `node tools/lint/check-boundaries.mjs [folder]`: prints each broken boundary with the imports that break it, exits 1 if there is one. */
import { join } from 'node:path'
import { findViolations, renderViolations } from './boundary-violations.mjs'

const violations = await findViolations(process.argv[2] ?? join(import.meta.dirname, '../..'))
if (violations.length > 0) {
  console.error(renderViolations(violations))
  process.exitCode = 1
}
