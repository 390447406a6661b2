import type { WorkspacePlan } from '@module-images/core'
import * as v from 'valibot'

const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/))

const base = v.strictObject({
  ref: v.pipe(v.string(), v.description('As the Dockerfile names it.')),
  digest: v.pipe(v.nullable(digest), v.description('What Dockerfile or image-lock.json pin it to.')),
  module: v.pipe(v.nullable(v.string()), v.description('The module of this workspace that it is.')),
})

const error = v.strictObject({
  code: v.string(),
  message: v.string(),
  file: v.optional(v.string()),
  line: v.optional(v.pipe(v.number(), v.integer(), v.gtValue(0))),
  fix: v.optional(v.string()),
})

const plannedModule = v.strictObject({
  name: v.pipe(v.string(), v.description('Name of the Nx project.')),
  root: v.pipe(v.string(), v.description('Folder, from the workspace root.')),
  image: v.pipe(v.string(), v.description('Repository with host, without tag.')),
  key: v.pipe(
    v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
    v.description('Content key; null where the module cannot be built.'),
  ),
  contentTag: v.nullable(v.pipe(v.string(), v.regex(/^key-[0-9a-f]{32}$/))),
  active: v.pipe(v.boolean(), v.description('False for what CI leaves alone: by its tags and the option activation.')),
  dependsOn: v.pipe(v.array(v.string()), v.description('Modules its Dockerfile names as bases.')),
  inputs: v.pipe(v.array(v.string()), v.description("Everything its build reads, from the module's folder.")),
  bases: v.array(base),
  state: v.pipe(v.picklist(['present', 'missing', 'unknown']), v.description('Whether the registry has an image under the content tag.')),
  digest: v.pipe(v.nullable(digest), v.description('Of the image in the registry.')),
  action: v.pipe(v.picklist(['build', 'promote', 'none']), v.description('What a push would do.')),
  reasons: v.array(v.string()),
  error: v.pipe(v.optional(error), v.description('What keeps the module from being built.')),
})

/**
 * The JSON of `module-images plan`. `schemas/plan.json` is made from it by the test beside this file (`npx vitest run -u`), and no
 * command reads it: they have the type.
 */
export const planSchema = v.strictObject({
  recipe: v.pipe(v.number(), v.integer(), v.gtValue(0), v.description('Version of the key recipe.')),
  registry: v.pipe(v.string(), v.description('Host and prefix images are published under.')),
  modules: v.array(plannedModule),
}) satisfies v.GenericSchema<WorkspacePlan>
