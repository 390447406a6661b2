/**
 * Writes the JSON Schemas by which an editor completes and checks nx.json and project.json.
 *
 *   node tools/docs/editor-schemas.mjs [--check]     --check writes nothing, and exits 1 where a schema is not what the validators say
 *
 * The packages have to be compiled: `npm ci` does that, `npm run dev` keeps it so.
 */
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { planSchemas } from './schemas/plan-schemas.mjs'
import { writeOrCheck } from './write-or-check.mjs'

const ROOT = join(import.meta.dirname, '../..')

for (const [name, schema] of Object.entries(await planSchemas(ROOT))) {
  const file = join(ROOT, 'packages/nx/schemas', name)
  const text = await format(JSON.stringify(schema), { ...(await resolveConfig(file)), filepath: file })
  writeOrCheck(file, text, {
    fault: `packages/nx/schemas/${name}:1: not what the validators say`,
    command: 'node tools/docs/editor-schemas.mjs',
  })
}
