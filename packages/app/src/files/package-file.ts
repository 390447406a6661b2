import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/**
 * @param name a file or folder this package brings along beside its code, from the package's folder
 * @returns its absolute path. The package is asked for by its name, since code is moved when a package is packed.
 */
export function packageFile(name: string): string {
  return join(dirname(require.resolve('@module-images/nx/package.json')), name)
}
