/**
 * Writes docs/rules.md from the rules of docker-check.
 *
 *   node tools/docs/rules-page.mjs [--check]     --check writes nothing, and exits 1 where the page is not what the rules say
 *
 * The packages have to be compiled: `npm ci` does that, `npm run dev` keeps it so.
 */
import { join } from 'node:path'
import { CHECK_RULES, renderRulesPage } from '@module-images/check'
import { writeOrCheck } from './write-or-check.mjs'

writeOrCheck(join(import.meta.dirname, '../../docs/rules.md'), renderRulesPage(CHECK_RULES), {
  fault: 'docs/rules.md:1: not what packages/check/src/rules says',
  command: 'node tools/docs/rules-page.mjs',
})
