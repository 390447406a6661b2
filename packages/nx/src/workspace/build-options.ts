import type { BuildOptions } from '@module-images/core'
import { z } from 'zod'

const secret = z.union([
  z.strictObject({ id: z.string().min(1), file: z.string().min(1) }),
  z.strictObject({ id: z.string().min(1), env: z.string().min(1) }),
])

const argumentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not a name a build argument can have')

/** One value of a comma-separated list of settings: a comma would begin another. */
const scanner = z.string().regex(/^[^\s,=]+$/, 'is not the name of an image')
const provenanceMode = z.string().regex(/^[\w=,.:/-]+$/, 'is not what docker buildx --provenance takes')

/** `targets.docker-build.options` in a module's project.json. Mirrors the executor's schema.json. */
const buildOptionsSchema = z.object({
  image: z.string().optional(),
  buildArgs: z.record(argumentName, z.string()).default({}),
  target: z.string().min(1).optional(),
  platforms: z.array(z.string()).optional(),
  labels: z.record(z.string().min(1), z.string()).default({}),
  secrets: z.array(secret).default([]),
  ssh: z.array(z.string()).default([]),
  network: z.string().optional(),
  cacheFrom: z.array(z.string()).default([]),
  cacheTo: z.array(z.string()).default([]),
  builder: z.string().optional(),
  noCache: z.boolean().default(false),
  load: z.boolean().default(false),
  provenance: provenanceMode.optional(),
  sbom: z.union([z.boolean(), scanner]).optional(),
})

/** What most modules have: checked once, not once a module. */
const NO_OPTIONS = buildOptionsSchema.parse({})

/** Names of the options that are a build's, to tell them from those of a push. */
export const BUILD_OPTION_NAMES: readonly string[] = Object.keys(buildOptionsSchema.shape)

/**
 * Checks a module's build options; what is not said takes the workspace's default.
 *
 * @throws z.ZodError, which callers turn into words that name the file
 */
export function parseBuildOptions(options: unknown, defaults: { platforms: readonly string[] }): BuildOptions {
  const isEmpty = options === undefined || (typeof options === 'object' && options !== null && Object.keys(options).length === 0)
  const { platforms, provenance, sbom, ...rest } = isEmpty ? NO_OPTIONS : buildOptionsSchema.parse(options)
  return { ...rest, platforms: platforms ?? defaults.platforms, provenance: planProvenance(provenance), sbom: planSbom(sbom) }
}

/** `min` and `max` are modes; anything else is handed on. https://docs.docker.com/build/metadata/attestations/slsa-provenance/ */
function planProvenance(given: string | undefined): string | undefined {
  if (given === undefined || given === 'false') return undefined
  return given === 'min' || given === 'max' ? `mode=${given}` : given
}

/** A text names the scanner's image. https://docs.docker.com/build/metadata/attestations/sbom/#sbom-generator */
function planSbom(given: boolean | string | undefined): string | undefined {
  if (given === undefined || given === false || given === 'false') return undefined
  return given === true || given === 'true' ? 'true' : `generator=${given}`
}
