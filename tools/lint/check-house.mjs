/** `node tools/lint/check-house.mjs`: prints each fault with its file and line, exits 1 if there is one. */
import { join } from 'node:path'
import { findHouseFaults } from './house-faults.mjs'

const faults = findHouseFaults(join(import.meta.dirname, '../..'))
if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exitCode = 1
}
