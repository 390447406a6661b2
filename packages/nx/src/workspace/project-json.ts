import { ModuleImagesError, notAList, renderIssues } from '@module-images/core'
import * as v from 'valibot'

/** The parts of a project.json that this plugin reads; Nx reads and checks the rest. */
const projectJsonSchema = notAList(
  v.object({
    name: v.optional(v.string()),
    tags: v.optional(v.array(v.string()), []),
    targets: v.optional(v.record(v.string(), v.looseObject({ options: v.optional(v.record(v.string(), v.unknown())) })), {}),
  }),
)

/** @see projectJsonSchema */
export type ProjectJson = v.InferOutput<typeof projectJsonSchema>

/** What stands for a project.json that is not there. */
export const NO_PROJECT_JSON: ProjectJson = { tags: [], targets: {} }

/**
 * Project names that can stand in a file name and in a command line as they are.
 * Nx allows more; a path such as `../x` must not get as far as a receipt.
 */
const PROJECT_NAME = /^(?:@[A-Za-z0-9][\w.-]*\/)?[A-Za-z0-9][\w.-]*$/

/** True for a name that leads nowhere else where it stands in a path. */
export function isProjectName(name: string): boolean {
  return PROJECT_NAME.test(name)
}

/**
 * Reads the text of a project.json.
 *
 * @throws ModuleImagesError `bad-project-json`, with the place where there is one
 */
export function parseProjectJson(text: string, file: string): ProjectJson {
  const parsed = v.safeParse(projectJsonSchema, parseJson(text, file))
  if (!parsed.success) throw badProjectJson(renderIssues(parsed.issues), file)
  const { name } = parsed.output
  if (name !== undefined && !isProjectName(name)) throw badProjectJson(`'${name}' is not a project name.`, file)
  return parsed.output
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badProjectJson(error instanceof Error ? error.message : String(error), file)
  }
}

function badProjectJson(why: string, file: string): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-project-json', kind: 'input', message: why, place: { file } })
}
