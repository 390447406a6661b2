import * as v from 'valibot'
import { notAList } from '../schema.js'
import { environmentName, plainText, filePath, scriptText, variableName } from './workflow-values.js'

/** Variables by name. */
const environmentVariables = notAList(v.record(variableName, plainText))

/**
 * Files that a module's run needs and that only some may read. They are fetched by a job of its own, which alone has the role, and which runs this
 * script as the default branch has it: a pull request cannot change what runs beside a token.
 */
const dataSchema = v.strictObject({
  /** Lines for bash, at the top of the workspace. */
  script: scriptText,
  /** Folders and files, from the top of the workspace, that the script makes and the run gets. */
  paths: v.pipe(v.array(filePath), v.minLength(1)),
  /** The environment that has the role. */
  environment: v.optional(environmentName),
  /** Its variable with the ARN of the AWS role. */
  roleVariable: v.optional(variableName),
  /** Its secret with the ARN of the AWS role, in place of the variable. */
  roleSecret: v.optional(variableName),
  region: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, 'is not a region')), 'us-east-1'),
})

/** How `run_{module}.yml` runs a module. */
export const runOptionsSchema = v.strictObject({
  /** A command line for the image's shell. Default: `./run.sh`. A module with neither gets no `run_{module}.yml`. */
  command: v.optional(plainText),
  /** Arguments of the script or command. */
  args: v.optional(v.array(plainText)),
  /** Whether bash runs the script as a login shell, so that `.bash_profile` and `.profile` of the image count. */
  loginShell: v.optional(v.boolean()),
  /** Variables of the script. */
  env: v.optional(environmentVariables),
  /** Variables of the script on pull requests, over those of `env`: for a subset of the data, say. */
  pullRequestEnv: v.optional(environmentVariables),
  /** Steps before the run, without any credentials, at the top of the workspace. */
  setup: v.optional(v.array(v.strictObject({ name: v.optional(plainText), script: scriptText }))),
  data: v.optional(v.union([notAList(dataSchema), v.literal(false)])),
})

/** @see runOptionsSchema */
export type RunOptions = v.InferOutput<typeof runOptionsSchema>

/** @see runOptionsSchema */
export type RunData = v.InferOutput<typeof dataSchema>
