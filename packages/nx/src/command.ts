import { main } from '@module-images/app'
import { askNx } from './ask-nx.js'
import { ownVersion } from './own-version.js'

/**
 * The `module-images` command.
 *
 * @param argv without node and script
 * @returns the exit code, see `main`
 */
export function runCommand(argv: readonly string[]): Promise<number> {
  return main(argv, { askNx, version: ownVersion() })
}
