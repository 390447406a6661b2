/** `node tools/lint/check-repository.mjs`: prints each fault with its file and line, exits 1 if there is one. */
import { join } from 'node:path'
import { findRepositoryFaults } from './repository-rules.mjs'

const faults = findRepositoryFaults(join(import.meta.dirname, '../..'))
if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exitCode = 1
}
