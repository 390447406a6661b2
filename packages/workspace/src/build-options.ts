import { type BuildOptions, LAYER_CACHES, notAList } from '@module-images/core'
import * as v from 'valibot'
import type { Settings } from './settings.js'

const nonEmpty = v.pipe(v.string(), v.nonEmpty('is empty'))

const secret = v.union([v.strictObject({ id: nonEmpty, file: nonEmpty }), v.strictObject({ id: nonEmpty, env: nonEmpty })])

const argumentName = v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not a name a build argument can have'))

/** One value of a comma-separated list of settings: a comma would begin another. */
const scanner = v.pipe(v.string(), v.regex(/^[^\s,=]+$/, 'is not the name of an image'))
const provenanceMode = v.pipe(v.string(), v.regex(/^[\w=,.:/-]+$/, 'is not what docker buildx --provenance takes'))

/** `targets.docker-build.options` in a module's project.json. `schemas/project-json.json` of @module-images/nx is made of it. */
export const buildOptionsSchema = v.strictObject({
  image: v.optional(v.string()),
  buildArgs: v.optional(v.record(argumentName, v.string()), {}),
  target: v.optional(nonEmpty),
  platforms: v.optional(v.array(v.string())),
  labels: v.optional(notAList(v.record(nonEmpty, v.string())), {}),
  secrets: v.optional(v.array(secret), []),
  ssh: v.optional(v.array(v.string()), []),
  network: v.optional(v.string()),
  cacheFrom: v.optional(v.array(v.string()), []),
  cacheTo: v.optional(v.array(v.string()), []),
  layerCache: v.optional(v.picklist(LAYER_CACHES)),
  builder: v.optional(v.string()),
  noCache: v.optional(v.boolean(), false),
  load: v.optional(v.boolean(), false),
  provenance: v.optional(provenanceMode),
  sbom: v.optional(v.union([v.boolean(), scanner])),
})

/** What most modules have: checked once, not once a module. */
const NO_OPTIONS = v.parse(buildOptionsSchema, {})

/** Names of the options that are a build's, to tell them from those of a push. */
export const BUILD_OPTION_NAMES: readonly string[] = Object.keys(buildOptionsSchema.entries)

/** Those of them that make the image what it is. The others say how a run goes about it. */
export const IMAGE_OPTION_NAMES: readonly string[] = [
  'image',
  'buildArgs',
  'target',
  'platforms',
  'labels',
  'secrets',
  'provenance',
  'sbom',
]

/**
 * Checks a module's build options; what is not said takes the workspace's default.
 *
 * @throws v.ValiError, which callers turn into words that name the file
 */
export function parseBuildOptions(options: unknown, defaults: Pick<Settings, 'platforms' | 'layerCache'>): BuildOptions {
  const isEmpty = options === undefined || (typeof options === 'object' && options !== null && Object.keys(options).length === 0)
  const { platforms, provenance, sbom, layerCache, ...rest } = isEmpty ? NO_OPTIONS : v.parse(buildOptionsSchema, options)
  const namesCaches = rest.cacheFrom.length + rest.cacheTo.length > 0
  return {
    ...rest,
    platforms: platforms ?? defaults.platforms,
    layerCache: layerCache ?? (namesCaches ? undefined : defaults.layerCache),
    provenance: planProvenance(provenance),
    sbom: planSbom(sbom),
  }
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
