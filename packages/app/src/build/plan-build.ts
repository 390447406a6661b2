import { join } from 'node:path'
import { renderError, runSalt, sealDockerfile, type SealedDockerfile } from '@module-images/core'
import type { BuildRequest } from '@module-images/engine'
import { renderCommand } from '@module-images/process'
import type { GitFacts } from '@module-images/git'
import type { Workspace } from '@module-images/workspace'
import type { CommittedContent } from '../committed/committed-content.js'
import { readCitation } from '../citation/read-citation.js'
import { bindBases, type BindBasesPorts } from './bind-bases.js'
import { planLabels } from './image-labels.js'
import { planLayers, type PlanLayersPorts } from './plan-layers.js'
import { refuseProxyArguments } from './refuse-proxy-arguments.js'
import { type StagedBuild, stageBuild } from './stage-build.js'
import type { ImageTarget } from '../session/image-target.js'

/** What planning a build takes. */
export interface PlanBuildPorts extends BindBasesPorts, PlanLayersPorts {
  readonly workspace: Pick<Workspace, 'root' | 'settings' | 'files'>
  readonly imageTags: BindBasesPorts['imageTags'] & PlanLayersPorts['imageTags']
  /** Names of the proxy arguments that Docker's configuration gives to builds. */
  readonly configuredProxies: () => Promise<ReadonlySet<string>>
  readonly git: () => Promise<GitFacts>
  readonly committed: Pick<CommittedContent, 'stateOf'>
  readonly now: () => Date
  /** For a label that only the run knows. */
  readonly version: string | undefined
  /** Leave the folders that builds are made from. */
  readonly keepBuilds: boolean
}

/** A build that is ready to be given to the engine. Its folder is to be removed afterwards. */
export interface PlannedBuild {
  readonly request: BuildRequest
  /** Puts the author's names back into what the engine says. */
  readonly revealNames: (text: string) => string
  /** Removes its folder, or says where it is kept. */
  readonly remove: () => Promise<void>
}

/**
 * Seals a build: its files in a folder of the run's own, aliases in place of bases, each bound to a digest.
 *
 * @throws InputChangedError; ModuleImagesError where a parent is not to be had
 */
export async function planBuild(ports: PlanBuildPorts, wanted: ImageTarget): Promise<PlannedBuild> {
  const { module, key, sealed } = wanted
  const { buildArgs, platforms, target } = module.options
  await refuseProxyArguments(module, ports.configuredProxies)
  const sources = await bindBases(ports, wanted)
  const dockerfile = sealDockerfile(
    module.dockerfileText,
    module.dockerfile,
    { buildArgs, platforms, ...(target === undefined ? {} : { target }) },
    (reference) => sources.get(reference),
  )
  const folder = join(ports.workspace.root, module.root)
  const staged = await stageBuild(ports.workspace.root, { folder, key, sealed, dockerfile: dockerfile.text })
  return {
    request: await planRequest(ports, wanted, { dockerfile, staged }),
    revealNames: (text) => dockerfile.aliases.reduce((revealed, [alias, written]) => revealed.replaceAll(alias, written), text),
    async remove() {
      if (!ports.keepBuilds) return staged.remove()
      ports.log(`${module.name}  build folder kept: ${await staged.keep()}`)
    },
  }
}

interface BuildParts {
  readonly dockerfile: SealedDockerfile
  readonly staged: StagedBuild
}

async function planRequest(ports: PlanBuildPorts, wanted: ImageTarget, { dockerfile, staged }: BuildParts): Promise<BuildRequest> {
  const { module, key, image, contentTag, sealed } = wanted
  const { options } = module
  const salt = runSalt(sealed.epochs)
  const folder = join(ports.workspace.root, module.root)
  const { citation, problems } = readCitation(ports.workspace.files, module.root)
  for (const problem of problems) ports.log(`${module.name}  ${renderError(problem)}`)
  return {
    context: staged.context,
    dockerfile: staged.dockerfile,
    tags: [`${image}:${contentTag}`],
    // Else `RUN --mount=type=cache` of all modules share what has one id. https://docs.docker.com/build/building/variables/#buildkit-built-in-build-args
    buildArgs: { BUILDKIT_CACHE_MOUNT_NS: `${image}/${salt}`, ...dockerfile.buildArgs },
    target: options.target,
    platforms: options.platforms,
    labels: planLabels({
      title: module.name,
      key,
      git: await readSource(ports, wanted),
      created: ports.now(),
      version: ports.version,
      citation,
      extra: options.labels,
      inDockerfile: new Set(module.reads.labelNames),
    }),
    secrets: options.secrets.map((secret) => ('file' in secret ? { ...secret, file: join(folder, secret.file) } : secret)),
    ssh: options.ssh,
    network: options.network,
    ...(await planLayers(ports, wanted)),
    builder: options.builder,
    noCache: options.noCache,
    provenance: options.provenance,
    sbom: options.sbom,
    addHosts: { [salt]: '127.0.0.1' },
    buildContexts: dockerfile.contexts,
    output: { kind: 'load' },
    reproduce: renderCommand('npx', ['nx', ports.workspace.settings.targets.build, module.name]),
  }
}

/** What git knows of an image's source: no commit where the image is made of other files, since that commit does not lead to it. */
async function readSource({ git, committed }: Pick<PlanBuildPorts, 'git' | 'committed'>, wanted: ImageTarget): Promise<GitFacts> {
  const { commit, ...facts } = await git()
  if (commit === undefined || (await committed.stateOf(wanted)).kind !== 'committed') return facts
  return { ...facts, commit }
}
