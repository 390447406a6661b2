import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** The version of this package. */
export function ownVersion(): string {
  const text = readFileSync(require.resolve('#package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
