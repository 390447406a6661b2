// @ts-check
import { createInterface } from 'node:readline/promises'
import { interruption } from './interruption.mjs'

/**
 * A yes-or-no question to the person at the terminal; anything but yes is no.
 *
 * @returns {((question: string) => Promise<boolean>) | undefined} undefined where nobody can answer
 */
export function createQuestion() {
  if (!process.stdin.isTTY || !process.stdout.isTTY || process.env['CI']) return undefined
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout })
    // readline takes Ctrl-C for itself on a terminal.
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    try {
      process.stdout.write('\r')
      return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `, { signal: interruption })).trim())
    } catch (error) {
      interruption.throwIfAborted()
      throw error
    } finally {
      lines.close()
    }
  }
}
