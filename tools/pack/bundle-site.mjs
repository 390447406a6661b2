// @ts-check
/**
 * Makes the pages' script and style of packages/catalogue/site: one classic script, since a page opened from the file system loads no
 * modules. Part of `npm run prepare`, of `npm run pack` and of every test run.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const CATALOGUE = join(import.meta.dirname, '../../packages/catalogue')

/** Writes `dist/site/page.js` and `dist/site/page.css` of the catalogue. */
export async function bundleSite() {
  const [site, target] = [join(CATALOGUE, 'site'), join(CATALOGUE, 'dist/site')]
  // Pages and script share a few functions, which are TypeScript.
  const resolve = { extensionAlias: { '.js': ['.ts', '.js'] } }
  const bundle = await rolldown({ input: join(site, 'main.js'), platform: 'browser', resolve })
  try {
    const { output } = await bundle.generate({ format: 'iife', banner: "'use strict';" })
    mkdirSync(target, { recursive: true })
    replaceFile(join(target, 'page.js'), output[0].code)
    replaceFile(join(target, 'page.css'), readFileSync(join(site, 'page.css'), 'utf8'))
  } finally {
    await bundle.close()
  }
}

/** Whoever reads meanwhile finds the old text or the new one. @param {string} file @param {string} text */
function replaceFile(file, text) {
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, text)
  renameSync(temporary, file)
}

/** As vitest calls it. */
export const setup = bundleSite

/** Node 20 does not have `main` yet. @type {ImportMeta & { readonly main?: boolean }} */
const meta = import.meta
if (meta.main ?? process.argv[1] === meta.filename) await bundleSite()
