/**
 * Writes docs/rules.md from the rules of docker-check.
 *
 *   node tools/docs/rules-page.mjs [--check]     --check writes nothing, and exits 1 where the page is not what the rules say
 *
 * The packages have to be compiled: `npm ci` does that, `npm run dev` keeps it so.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECK_RULES, renderRulesPage } from '@module-images/check'

const PAGE = join(import.meta.dirname, '../../docs/rules.md')

const wanted = renderRulesPage(CHECK_RULES)
if (!process.argv.includes('--check')) writeFileSync(PAGE, wanted)
else if (readPage() !== wanted) {
  console.error('docs/rules.md:1: not what packages/check/src/rules says; run: node tools/docs/rules-page.mjs')
  process.exitCode = 1
}

function readPage() {
  try {
    return readFileSync(PAGE, 'utf8').replaceAll('\r\n', '\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
