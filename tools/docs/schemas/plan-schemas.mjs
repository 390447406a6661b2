/** The JSON Schemas that editors read, made of the validators that check the same options. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RULE_IDS } from '@module-images/core'
import { toJsonSchema } from '@valibot/to-json-schema'
import { compiled } from '../errors/compiled.mjs'
import { PLUGIN_OPTIONS, WORKFLOW_OPTIONS } from './descriptions.mjs'

/** @typedef {Record<string, unknown> & { properties?: Record<string, JsonSchema> }} JsonSchema */

const DRAFT = 'http://json-schema.org/draft-07/schema'
/** From `node_modules/@module-images/nx/schemas`. */
const NX_SCHEMAS = '../../../nx/schemas'

/** @param {string} root native path of the workspace @returns {Promise<Record<string, JsonSchema>>} by file name */
export async function planSchemas(root) {
  const [workspace, containers, programs, image, load, check] = await Promise.all([
    compiled('workspace', 'index'),
    compiled('app', 'commands/run/container-options'),
    compiled('app', 'commands/run/target-options'),
    compiled('nx', 'executors/image/options'),
    compiled('nx', 'executors/load/executor'),
    compiled('nx', 'executors/check/executor'),
  ])
  const program = programs.programOptionsSchema.entries
  const pick = (/** @type {string[]} */ ...names) => Object.fromEntries(names.map((name) => [name, program[name]]))
  const container = containers.containerOptionsSchema.entries
  const isPush = (/** @type {string} */ name) => name !== 'action' && !workspace.BUILD_OPTION_NAMES.includes(name)
  const push = Object.fromEntries(Object.entries(image.imageOptionsSchema.entries).filter(([name]) => isPush(name)))
  const options = (/** @type {Record<string, unknown>} */ entries, /** @type {string} */ file) =>
    target(describe(convertEntries(entries), readDescriptions(root, file)))
  const targets = {
    'docker-build': options(workspace.buildOptionsSchema.entries, 'image.json'),
    'docker-push': options(push, 'image.json'),
    'docker-run': options({ ...pick('command', 'args'), ...container }, 'run.json'),
    'docker-shell': options({ ...pick('shell'), ...container }, 'shell.json'),
    'docker-load': options(load.loadOptionsSchema.entries, 'load.json'),
    'docker-check': options(check.checkOptionsSchema.entries, 'check-executor.json'),
  }
  return {
    'plugin-options.json': planPluginOptions(workspace.pluginOptionsSchema),
    'nx-json.json': planNxJson(targets),
    'project-json.json': {
      $schema: DRAFT,
      title: 'project.json of a module',
      allOf: [{ $ref: `${NX_SCHEMAS}/project-schema.json` }],
      properties: { targets: { type: 'object', properties: targets } },
    },
  }
}

/** @param {unknown} validator @returns {JsonSchema} */
function planPluginOptions(validator) {
  const schema = describe(convert(validator), PLUGIN_OPTIONS)
  const { workflows, checks } = schema.properties ?? {}
  if (workflows) describe(workflows, WORKFLOW_OPTIONS)
  // A check of the validator, which knows the rules by a function.
  if (checks) checks['propertyNames'] = { enum: [...RULE_IDS] }
  return { $schema: DRAFT, title: 'Options of the plugin @module-images/nx', ...schema }
}

/** @param {Record<string, JsonSchema>} targets @returns {JsonSchema} */
function planNxJson(targets) {
  const isOurs = { properties: { plugin: { const: '@module-images/nx' } }, required: ['plugin'] }
  const withOptions = { properties: { options: { $ref: './plugin-options.json' } } }
  return {
    $schema: DRAFT,
    title: 'nx.json of a workspace with @module-images/nx',
    allOf: [{ $ref: `${NX_SCHEMAS}/nx-schema.json` }],
    properties: {
      plugins: { type: 'array', items: { if: { type: 'object', ...isOurs }, then: withOptions } },
      targetDefaults: { type: 'object', properties: targets },
    },
  }
}

/** @param {JsonSchema} options @returns {JsonSchema} */
function target(options) {
  return { type: 'object', properties: { options } }
}

/** Checks that JSON Schema has no words for are left to the validator. @param {unknown} validator @returns {JsonSchema} */
function convert(validator) {
  const { $schema: _, ...schema } = toJsonSchema(/** @type {never} */ (unwrap(validator)), {
    ...{ errorMode: 'ignore', typeMode: 'input', target: 'draft-07' },
    overrideSchema: ({ valibotSchema }) => {
      const { type, wrapped, default: byDefault } = /** @type {{ type: string, wrapped?: unknown, default?: unknown }} */ (valibotSchema)
      if (type !== 'optional' || unwrap(wrapped) === wrapped) return undefined
      return /** @type {never} */ ({ ...convert(wrapped), ...(byDefault === undefined ? {} : { default: byDefault }) })
    },
  })
  return /** @type {JsonSchema} */ (schema)
}

/** `notAList` stands before the schema that it narrows. @param {unknown} validator */
function unwrap(validator) {
  const pipe = /** @type {{ pipe?: readonly { kind: string, type: string }[] }} */ (validator).pipe ?? []
  return pipe[0]?.type === 'custom' && pipe[1]?.kind === 'schema' ? pipe[1] : validator
}

/** @param {Record<string, unknown>} entries @returns {JsonSchema} an object that has no others */
function convertEntries(entries) {
  const properties = Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, convert(entry)]))
  return { type: 'object', additionalProperties: false, properties }
}

/** @param {JsonSchema} schema @param {Readonly<Record<string, string>>} descriptions @returns {JsonSchema} the same, each option described */
function describe(schema, descriptions) {
  for (const [name, option] of Object.entries(schema.properties ?? {})) {
    const description = descriptions[name]
    if (description === undefined)
      throw new Error(`The option ${name} has no description: add one to tools/docs/schemas/descriptions.mjs, or to the executor's schema`)
    option['description'] = description
  }
  return schema
}

/** What the schema that Nx reads says of the same options. @type {(root: string, file: string) => Record<string, string>} */
function readDescriptions(root, file) {
  /** @type {{ properties: Record<string, { description: string }> }} */
  const { properties } = JSON.parse(readFileSync(join(root, 'packages/nx/schemas', file), 'utf8'))
  return Object.fromEntries(Object.entries(properties).map(([name, { description }]) => [name, description]))
}
