import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { PageAssets } from './render-site.js'

const require = createRequire(import.meta.url)

/** The page's script and style, which `npm run prepare` makes of the files in `site`. Found by the package's own imports, since code is moved when it is packed. */
export function readPageAssets(): PageAssets {
  const read = (name: string) => readFileSync(require.resolve(`#site/${name}`), 'utf8')
  return { script: read('page.js'), style: read('page.css') }
}
