import {
  isRepository,
  isRuleId,
  LAYER_CACHES,
  type LayerCache,
  ModuleImagesError,
  notAList,
  renderIssues,
  type Mirror,
  type RuleSettings,
  SEVERITIES,
  suggestRule,
  type WorkflowOptions,
  workflowOptionsSchema,
} from '@module-images/core'
import { Minimatch } from 'minimatch'
import * as v from 'valibot'

const platform = v.pipe(v.string(), v.regex(/^[a-z0-9_]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/, 'is not a platform such as linux/amd64'))

const nonEmpty = v.pipe(v.string(), v.nonEmpty('is empty'))

const pathInWorkspace = v.pipe(
  v.string(),
  v.check((path) => isRelativePath(path), 'is not a path below the workspace root'),
)

const moduleGlob = v.pipe(
  v.string(),
  v.check((glob) => !glob.includes('\\'), 'has a \\: write folders with /'),
  v.check((glob) => !/^!?(\/|$)/.test(glob) && !glob.split('/').includes('..'), 'is not a path below the workspace root'),
)

/** As the setting `registryKind` names them; the registry package has one file for each. */
const REGISTRY_KIND_NAMES = ['ecr-public', 'ecr', 'ghcr', 'docker-hub', 'gitlab', 'oci'] as const

/** As the setting `engine` names them; the engine package has one folder for each. */
export const ENGINE_NAMES = ['docker', 'podman', 'auto'] as const

export type EngineName = (typeof ENGINE_NAMES)[number]

export type RegistryKindName = (typeof REGISTRY_KIND_NAMES)[number]

/** The plugin's options in nx.json. `schemas/plugin-options.json` of @module-images/nx, which editors read, is made of it. */
export const pluginOptionsSchema = v.strictObject({
  modules: v.optional(v.union([moduleGlob, v.pipe(v.array(moduleGlob), v.minLength(1))]), 'modules/*'),
  activation: v.optional(v.picklist(['opt-out', 'opt-in']), 'opt-out'),
  registry: v.optional(v.string(), 'public.ecr.aws/openscpca'),
  registryKind: v.optional(v.picklist(REGISTRY_KIND_NAMES)),
  repositoryPage: v.optional(v.union([v.literal(false), v.strictObject({ logo: v.optional(pathInWorkspace) })]), {}),
  tags: v.optional(v.pipe(v.array(v.string()), v.minLength(1)), ['latest']),
  movableTags: v.optional(v.array(nonEmpty), ['latest']),
  tipRemote: v.optional(v.union([v.literal(false), nonEmpty]), 'origin'),
  engine: v.optional(v.picklist(ENGINE_NAMES), 'auto'),
  platforms: v.optional(v.pipe(v.array(platform), v.minLength(1)), ['linux/amd64']),
  mirrors: v.optional(notAList(v.record(v.string(), v.string())), {}),
  parallelBuilds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
  layerCache: v.optional(v.picklist(LAYER_CACHES)),
  prune: v.optional(v.boolean(), false),
  externalImages: v.optional(v.array(nonEmpty), []),
  pipelineNames: v.optional(notAList(v.record(nonEmpty, nonEmpty)), {}),
  workflows: v.optional(workflowOptionsSchema, {}),
  buildTargetName: v.optional(nonEmpty, 'docker-build'),
  pushTargetName: v.optional(nonEmpty, 'docker-push'),
  runTargetName: v.optional(nonEmpty, 'docker-run'),
  shellTargetName: v.optional(nonEmpty, 'docker-shell'),
  loadTargetName: v.optional(nonEmpty, 'docker-load'),
  checkTargetName: v.optional(nonEmpty, 'docker-check'),
  checks: v.optional(
    v.record(
      v.pipe(
        v.string(),
        v.check(isRuleId, ({ input }) => `There is no rule '${input}'. ${suggestRule(input)}`),
      ),
      v.picklist(['off', ...SEVERITIES]),
    ),
    {},
  ),
  lockAgeDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 180),
})

/** What a user writes in nx.json under the plugin's `options`. */
export type PluginOptions = v.InferInput<typeof pluginOptionsSchema>

/** The same, checked and complete. */
export interface Settings {
  readonly modules: readonly string[]
  /** Which modules are active: all that are not tagged `docker:inactive`, or those alone that are tagged `docker:active`. */
  readonly activation: 'opt-out' | 'opt-in'
  /** Host and repository prefix, without a trailing slash: `public.ecr.aws/openscpca`. */
  readonly registry: string
  /** What its host does not tell by itself. */
  readonly registryKind: RegistryKindName | undefined
  /** What a gallery shows of each repository, where the registry has one; false leaves it alone. The logo is a file below the root. */
  readonly repositoryPage: false | { readonly logo?: string | undefined }
  readonly tags: readonly string[]
  /** Globs of the tags that follow a branch; any other tag is a release's and moves only when told to. */
  readonly movableTags: readonly string[]
  /** The git remote that is asked whether a run's commit is its branch's newest; false for never. */
  readonly tipRemote: false | string
  /** What runs and builds; `auto` is Docker where it answers, else Podman. */
  readonly engine: EngineName
  readonly platforms: readonly string[]
  readonly mirrors: readonly Mirror[]
  readonly parallelBuilds: number | undefined
  /** Where builds leave their layers; without it, each module's Dockerfile decides. */
  readonly layerCache: LayerCache | undefined
  /** Remove each image from the engine once it is pushed and no build of the run needs it any more. */
  readonly prune: boolean
  /** Globs of repositories below the registry's prefix that are no modules of this workspace. */
  readonly externalImages: readonly string[]
  /** Parameters of pipelines, each with the module whose image it stands for. */
  readonly pipelineNames: Readonly<Record<string, string>>
  /** What generated GitHub workflows take over. */
  readonly workflows: WorkflowOptions
  readonly targets: TargetNames
  /** What `docker-check` and `doctor` hold modules to; its target needs neither engine nor registry. */
  readonly checks: { readonly target: string; readonly rules: RuleSettings; readonly lockAgeDays: number }
}

/** What a module's targets are called in this workspace. */
export type TargetNames = Readonly<Record<'build' | 'push' | 'run' | 'shell' | 'load', string>>

/**
 * Checks the plugin's options.
 *
 * @throws ModuleImagesError `bad-plugin-options` that names each option at fault
 */
export function parseSettings(options: unknown): Settings {
  const parsed = v.safeParse(notAList(pluginOptionsSchema), options ?? {})
  if (!parsed.success) throw badOptions(renderIssues(parsed.issues, Object.keys(pluginOptionsSchema.entries)))
  const {
    buildTargetName,
    pushTargetName,
    runTargetName,
    shellTargetName,
    loadTargetName,
    checkTargetName,
    checks,
    lockAgeDays,
    modules,
    mirrors,
    registry,
    ...rest
  } = parsed.output
  return {
    ...rest,
    parallelBuilds: rest.parallelBuilds,
    layerCache: rest.layerCache,
    registryKind: rest.registryKind,
    modules: [modules].flat().map(normalizeGlob),
    registry: parseRegistry(registry, 'nx.json'),
    mirrors: Object.entries(mirrors).map(([from, to]) => ({ from, to })),
    targets: { build: buildTargetName, push: pushTargetName, run: runTargetName, shell: shellTargetName, load: loadTargetName },
    checks: { target: checkTargetName, rules: checks, lockAgeDays },
  }
}

/**
 * A registry prefix: host, then at most a path.
 *
 * @param origin where it was written, for the error
 * @throws ModuleImagesError `bad-registry`
 */
export function parseRegistry(text: string, origin: string): string {
  const [host = '', ...path] = text.replace(/\/+$/, '').split('/')
  const goodHost = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\[[0-9a-fA-F:]+\]|[A-Za-z0-9-]+(?=:))(?::\d+)?$/.test(host)
  if (goodHost && (path.length === 0 || isRepository(path.join('/')))) return [host.toLowerCase(), ...path].join('/')
  throw new ModuleImagesError({
    code: 'bad-registry',
    kind: 'input',
    message: `'${text}' in ${origin} is not a registry.`,
    fix: 'Write host/prefix in lower case, without https:// and without a tag: public.ecr.aws/openscpca',
  })
}

/** @throws ModuleImagesError `bad-registry-kind` */
export function parseRegistryKind(text: string, origin: string): RegistryKindName {
  const kind = REGISTRY_KIND_NAMES.find((name) => name === text)
  if (kind !== undefined) return kind
  throw new ModuleImagesError({
    code: 'bad-registry-kind',
    kind: 'input',
    message: `'${text}' in ${origin} is not a kind of registry.`,
    fix: `The kinds are ${REGISTRY_KIND_NAMES.join(', ')}; without one, the registry's host decides.`,
  })
}

function isRelativePath(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !/[\\:\0]/.test(path) && !path.split('/').includes('..')
}

/** A glob as folders are compared with it: without the `./` and the `/` at its ends that people write. */
export function normalizeGlob(glob: string): string {
  const [, not = '', path = ''] = /^(!?)(.*)$/s.exec(glob) ?? []
  const steps = path.split('/').filter((step, index) => step !== '.' && (step !== '' || index === 0))
  return `${not}${steps.join('/') || (path === '' ? '' : '.')}`
}

/** A predicate on posix folder paths from the workspace root. */
export function createModuleMatcher(settings: Pick<Settings, 'modules'>): (root: string) => boolean {
  const patterns = settings.modules.map((pattern) => new Minimatch(pattern, { nocomment: true }))
  const [positive, negative] = [patterns.filter((p) => !p.negate), patterns.filter((p) => p.negate)]
  return (root) => positive.some((p) => p.match(root)) && negative.every((p) => p.match(root))
}

/** A predicate on repositories below the registry's prefix. */
export function createExternalImageMatcher({ externalImages }: Pick<Settings, 'externalImages'>): (repository: string) => boolean {
  const patterns = externalImages.map((pattern) => new Minimatch(pattern, { nocomment: true, nonegate: true }))
  return (repository) => patterns.some((pattern) => pattern.match(repository))
}

function badOptions(details: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-plugin-options',
    kind: 'input',
    message: `The options of @module-images/nx are not valid:\n${details}`,
    place: { file: 'nx.json' },
    fix: 'The options and their defaults are in docs/reference/configuration.md.',
  })
}
