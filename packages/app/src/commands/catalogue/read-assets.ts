import { readFileSync } from 'node:fs'
import type { PageAssets } from '@module-images/catalogue'
import { packageFile } from '../../files/package-file.js'

/** The page's modules of script, each after those it imports. */
export const SCRIPTS = [
  'dom.js',
  'format.js',
  'states.js',
  'package-index.js',
  'theme.js',
  'command-line.js',
  'module-chips.js',
  'package-results.js',
  'module-table.js',
  'layers.js',
  'lockfile-table.js',
  'module-page.js',
  'overview.js',
  'graph-view.js',
  'main.js',
] as const

/** The page's script and style, as this package brings them along. */
export function readPageAssets(): PageAssets {
  const read = (name: string) => readFileSync(packageFile(`catalogue/${name}`), 'utf8')
  return { script: joinScripts(SCRIPTS.map((name) => ({ name, text: read(name) }))), style: read('catalogue.css') }
}

/**
 * Modules as one script, since a page opened from the file system can load none: each becomes a function that is given what it imports and
 * returns what it exports. Imports and exports are those of {@link SCRIPTS}: names in braces from a file beside it, functions and constants.
 */
export function joinScripts(modules: readonly { readonly name: string; readonly text: string }[]): string {
  return `'use strict';\nconst modules = {};\n${modules.map(wrapModule).join('')}`
}

function wrapModule({ name, text }: { readonly name: string; readonly text: string }): string {
  const exported = [...text.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map(([, word = '']) => word)
  const body = text
    .replace(/^import (\{[^}]*\}) from '\.\/([\w.-]+)'$/gm, "const $1 = modules['$2'];")
    .replace(/^export (?=async |function |const )/gm, '')
  return `modules['${name}'] = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();\n`
}
