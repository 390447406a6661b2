import type { WorkspacePlan } from '@module-images/core'
import { z } from 'zod'

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)

const base = z.strictObject({
  ref: z.string().describe('As the Dockerfile names it.'),
  digest: digest.nullable().describe('What Dockerfile or image-lock.json pin it to.'),
  module: z.string().nullable().describe('The module of this workspace that it is.'),
})

const error = z.strictObject({
  code: z.string(),
  message: z.string(),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  hint: z.string().optional(),
})

const plannedModule = z.strictObject({
  name: z.string().describe('Name of the Nx project.'),
  root: z.string().describe('Folder, from the workspace root.'),
  image: z.string().describe('Repository with host, without tag.'),
  key: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .describe('Content key; null where the module cannot be built.'),
  contentTag: z
    .string()
    .regex(/^key-[0-9a-f]{32}$/)
    .nullable(),
  active: z.boolean().describe('False for what is tagged docker:inactive.'),
  dependsOn: z.array(z.string()).describe('Modules its Dockerfile names as bases.'),
  inputs: z.array(z.string()).describe("Everything its build reads, from the module's folder."),
  bases: z.array(base),
  state: z.enum(['present', 'missing', 'unknown']).describe('Whether the registry has an image under the content tag.'),
  digest: digest.nullable().describe('Of the image in the registry.'),
  action: z.enum(['build', 'promote', 'none']).describe('What a push would do.'),
  reasons: z.array(z.string()),
  error: error.optional().describe('What keeps the module from being built.'),
})

/**
 * The JSON of `module-images plan`. `schemas/plan.json` is made from it by the test beside this file (`npx vitest run -u`), and no
 * command reads it: they have the type.
 */
export const planSchema = z.strictObject({
  recipe: z.int().positive().describe('Version of the key recipe.'),
  registry: z.string().describe('Host and prefix images are published under.'),
  modules: z.array(plannedModule),
}) satisfies z.ZodType<WorkspacePlan>
