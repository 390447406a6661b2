/**
 * Writes docs/errors.md: every error code of the product with an example of its message, made by the code that makes the error.
 *
 *   node tools/docs/errors-page.mjs [--check]     --check writes nothing, and exits 1 where the page is not what the sources say
 *
 * A code without an example fails either way: add what its message takes to tools/docs/errors/samples.mjs, or call the function that makes
 * it in tools/docs/errors/families.mjs. The packages have to be compiled: `npm ci` does that, `npm run dev` keeps it so.
 */
import { join } from 'node:path'
import { collectExamples } from './errors/collect-examples.mjs'
import { renderErrorsPage } from './errors/render-page.mjs'
import { writeOrCheck } from './write-or-check.mjs'

const ROOT = join(import.meta.dirname, '../..')

const { examples, missing } = await collectExamples(ROOT)
if (missing.length > 0) {
  console.error(missing.join('\n'))
  process.exitCode = 1
} else {
  writeOrCheck(join(ROOT, 'docs/errors.md'), renderErrorsPage(examples), {
    fault: 'docs/errors.md:1: not what the errors in packages say',
    command: 'node tools/docs/errors-page.mjs',
  })
}
