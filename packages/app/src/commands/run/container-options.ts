import { ModuleImagesError, renderIssues } from '@module-images/core'
import * as v from 'valibot'

const variableName = v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/, 'is not the name of a variable; its value is taken from the environment'))

/** Sizes as docker takes them: https://docs.docker.com/engine/containers/resource_constraints/ */
const memorySize = v.pipe(v.string(), v.regex(/^\d+(?:\.\d+)?(?:[kmgt]i?)?b?$/i, 'is not a size such as 8g'))

const platform = v.pipe(v.string(), v.regex(/^[a-z0-9_]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/, 'is not a platform such as linux/arm64'))

/** What every container of a module takes, in project.json or on a command line. Mirrors the executors' schemas. */
export const containerOptionsSchema = v.object({
  mount: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
  env: v.optional(v.array(variableName), []),
  publish: v.optional(v.array(v.string()), []),
  user: v.optional(v.pipe(v.string(), v.minLength(1)), 'caller'),
  memory: v.optional(memorySize),
  cpus: v.optional(v.pipe(v.number(), v.gtValue(0))),
  network: v.optional(v.pipe(v.string(), v.minLength(1))),
  platform: v.optional(platform),
})

/** What a user writes, as far as it is known yet. */
export type ContainerOptionsInput = v.InferInput<typeof containerOptionsSchema>

/**
 * - `mount`: folders or files to read, `SOURCE[:TARGET]`;
 * - `env`: names of variables to pass on;
 * - `publish`: ports to offer, `[[ADDRESS:]HOST:]CONTAINER`;
 * - `user`: `caller`, `image` for the image's own, or what docker takes: `1000:1000`, a name of the image;
 * - `memory`, `cpus`, `network`, `platform`: as docker takes them.
 */
export type ContainerOptions = v.InferOutput<typeof containerOptionsSchema>

/** In the order a help text lists them. */
export const CONTAINER_OPTION_NAMES: readonly (keyof ContainerOptions)[] = [
  'mount',
  'env',
  'publish',
  'user',
  'memory',
  'cpus',
  'network',
  'platform',
]

/**
 * Checks what is said of a container; other options are left out.
 *
 * @param origin where it was said, for the error: `docker-run`
 * @throws ModuleImagesError `bad-run-options`, which never shows what stands after the `=` of a variable
 */
export function parseContainerOptions(options: object, origin: string): ContainerOptions {
  const parsed = v.safeParse(containerOptionsSchema, options)
  if (parsed.success) return parsed.output
  throw new ModuleImagesError({
    code: 'bad-run-options',
    kind: 'input',
    message: `The options of ${origin} are not valid:\n${renderIssues(parsed.issues)}`,
    fix: 'What each option takes: npx --no module-images run --help',
  })
}
