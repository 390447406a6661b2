import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Writes a generated file; with `--check` compares it instead, and sets the exit code.
 *
 * @param {string} file native path
 * @param {string} wanted its text
 * @param {{ readonly fault: string, readonly command: string }} words what is wrong where it differs, and what writes it anew
 */
export function writeOrCheck(file, wanted, { fault, command }) {
  if (!process.argv.includes('--check')) writeFileSync(file, wanted)
  else if (readIfThere(file) !== wanted) {
    console.error(`${fault}; run: ${command}`)
    process.exitCode = 1
  }
}

/** @param {string} file @returns {string | undefined} with line ends of Unix */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
