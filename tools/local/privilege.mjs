// @ts-check
import { attempt, findProgram } from './command.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * What goes before a command that only root may run: nothing for root itself, `sudo -n` for a person who said yes.
 *
 * @typedef {readonly string[]} Prefix
 *
 * @typedef {object} Privilege
 * @property {(purpose: string, instead: string) => Promise<Prefix>} obtain asks at most once; throws with `instead` as the hint when it
 *   may not be had
 * @property {() => boolean} isRoot
 */

/**
 * @param {{ ask: ((question: string) => Promise<boolean>) | undefined }} person `ask` is undefined where there is no terminal: then sudo is never used
 * @returns {Privilege}
 */
export function createPrivilege({ ask }) {
  /** @type {Prefix | undefined} */
  let granted = isRoot() ? [] : undefined
  return {
    isRoot,
    async obtain(purpose, instead) {
      if (granted !== undefined) return granted
      if (ask === undefined || findProgram('sudo') === undefined) {
        const lacks = ask === undefined ? 'there is no terminal to ask for sudo on' : 'there is no sudo here'
        throw new SetUpError(`To ${purpose} needs root, and ${lacks}.`, { fix: instead })
      }
      if (!(await ask(`To ${purpose} needs root. Use sudo?`))) {
        throw new SetUpError(`Not allowed to ${purpose}.`, { fix: instead })
      }
      const { code } = await attempt(['sudo', '-v'], { terminal: true })
      if (code !== 0) throw new SetUpError('sudo was refused.', { fix: instead })
      granted = ['sudo', '-n']
      return granted
    },
  }
}

function isRoot() {
  return process.getuid?.() === 0
}
