import { findPullRequestSign, isKnownPlatform, type Mirror, ModuleImagesError, parseMirrors, planMutableTags } from '@module-images/core'
import { parseSigningMethod, type SigningMethod } from './signing-method.js'
import { parseRegistry, parseRegistryKind, type RegistryKindName } from '@module-images/workspace'

/** What the process environment says, read once at the edge and passed in from there. */
export interface RunEnvironment {
  readonly ci: boolean
  /** `MODULE_IMAGES_REGISTRY`: wins over nx.json. */
  readonly registry: string | undefined
  /** `MODULE_IMAGES_REGISTRY_KIND`: wins over nx.json; for registries whose host does not tell their kind. */
  readonly registryKind: RegistryKindName | undefined
  /** `MODULE_IMAGES_TAGS`, separated by commas: wins over nx.json, yields to `--tags`. */
  readonly tags: readonly string[] | undefined
  /** `MODULE_IMAGES_MIRRORS`, `from=to` separated by commas: goes before nx.json. */
  readonly mirrors: readonly Mirror[]
  /** `MODULE_IMAGES_PART`: the one platform that this machine builds, of images for several. */
  readonly part: string | undefined
  /** Where GitHub shows Markdown of a job. */
  readonly summaryFile: string | undefined
  readonly githubActions: boolean
  /** A machine of GitHub's own that is thrown away after the job. https://docs.github.com/actions/reference/workflows-and-actions/variables */
  readonly hostedRunner: boolean
  /** `MODULE_IMAGES_KEEP_RUN`: leave the folders that builds are made from, for a person to look at. */
  readonly keepBuilds: boolean
  /** `MODULE_IMAGES_PULL_REQUEST_LAYERS`: builds share layers by the Actions cache of this pull request. In no other run, whatever is set. */
  readonly pullRequestLayers: boolean
  /** `MODULE_IMAGES_SIGNING`, `keyless` or a key: how a push signs what it uploads. */
  readonly signing: SigningMethod | undefined
}

/** @throws ModuleImagesError for a value that cannot be what its variable means */
export function readRunEnvironment(env: NodeJS.ProcessEnv): RunEnvironment {
  const value = (name: string) => env[name]?.trim() || undefined
  const [registry, tags, mirrors] = [value('MODULE_IMAGES_REGISTRY'), value('MODULE_IMAGES_TAGS'), value('MODULE_IMAGES_MIRRORS')]
  const [kind, signing] = [value('MODULE_IMAGES_REGISTRY_KIND'), value('MODULE_IMAGES_SIGNING')]
  return {
    ci: value('CI') !== undefined && value('CI') !== 'false',
    registry: registry === undefined ? undefined : parseRegistry(registry, 'MODULE_IMAGES_REGISTRY'),
    registryKind: kind === undefined ? undefined : parseRegistryKind(kind, 'MODULE_IMAGES_REGISTRY_KIND'),
    tags: tags === undefined ? undefined : planMutableTags(tags.split(','), 'MODULE_IMAGES_TAGS'),
    mirrors: mirrors === undefined ? [] : parseMirrors(mirrors, 'MODULE_IMAGES_MIRRORS'),
    part: parsePart(value('MODULE_IMAGES_PART')),
    summaryFile: value('GITHUB_STEP_SUMMARY'),
    githubActions: value('GITHUB_ACTIONS') === 'true',
    hostedRunner: value('RUNNER_ENVIRONMENT') === 'github-hosted',
    keepBuilds: value('MODULE_IMAGES_KEEP_RUN') === 'true',
    pullRequestLayers: value('MODULE_IMAGES_PULL_REQUEST_LAYERS') === 'gha' && findPullRequestSign(env) !== undefined,
    signing: signing === undefined ? undefined : parseSigningMethod(signing),
  }
}

/** One that does not exist would leave every module to others. */
function parsePart(platform: string | undefined): string | undefined {
  if (platform === undefined || (platform.includes('/') && isKnownPlatform(platform))) return platform
  throw new ModuleImagesError({
    code: 'bad-part',
    kind: 'environment',
    message: `MODULE_IMAGES_PART is '${platform}', and there is no such platform.`,
    fix: 'Write it as the option "platforms" does: linux/amd64 or linux/arm64.',
  })
}
