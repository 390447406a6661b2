import * as v from 'valibot'
import { ModuleImagesError, renderIssues } from '@module-images/core'
import { type ModuleIdentity, selectModules, unknownModule, type Workspace } from '@module-images/workspace'
import { PRESET_NAMES } from './preset/presets.js'

/** Options of a run or a shell that are not about its container, as far as a command reads them. */
export const programOptionsSchema = v.object({
  command: v.optional(v.string()),
  args: v.optional(v.array(v.string()), []),
  loginShell: v.optional(v.boolean(), false),
  preset: v.optional(
    v.pipe(
      v.string(),
      v.check((name) => PRESET_NAMES.includes(name), `is not one of ${PRESET_NAMES.join(', ')}`),
    ),
  ),
  open: v.optional(v.boolean(), false),
  shell: v.optional(v.string()),
})

/** @see programOptionsSchema */
export type ProgramOptions = v.InferOutput<typeof programOptionsSchema>

/** @throws ModuleImagesError `unknown-module` */
export function findModule(workspace: Workspace, text: string): ModuleIdentity {
  const { modules, broken } = selectModules(workspace, [text])
  const [module] = [...modules, ...broken]
  if (module) return module
  throw unknownModule(text, workspace)
}

/** What the configuration says of a target of a module, so that a command does what Nx would do; nothing where it says nothing. */
export function readTargetOptions({ definitions }: Workspace, { root }: ModuleIdentity, target: string): Readonly<Record<string, unknown>> {
  return definitions.get(root)?.optionsOf(target) ?? {}
}

/** @throws ModuleImagesError `bad-run-options` */
export function parseProgramOptions(options: object, origin: string): ProgramOptions {
  const parsed = v.safeParse(programOptionsSchema, options)
  if (parsed.success) return parsed.output
  const message = `The options of ${origin} are not valid:\n${renderIssues(parsed.issues)}`
  throw new ModuleImagesError({
    code: 'bad-run-options',
    kind: 'input',
    message,
    fix: 'What each option takes: npx --no module-images run --help',
  })
}
