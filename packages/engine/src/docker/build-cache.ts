import { ModuleImagesError } from '@module-images/core'
import { requireDocker, type DockerOptions } from './docker-command.js'

/**
 * Empties the cache of a builder, but for what builds under way use. https://docs.docker.com/reference/cli/docker/buildx/prune/
 *
 * @throws ModuleImagesError `prune-failed`
 */
export async function pruneBuildCache(options: DockerOptions, builder: string | undefined): Promise<void> {
  const args = ['buildx', 'prune', '--all', '--force', ...(builder === undefined ? [] : [`--builder=${builder}`])]
  await requireDocker(options, args, (stderr) => pruneFailed(stderr))
}

function pruneFailed(stderr: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'prune-failed',
    kind: 'environment',
    message: `The build cache could not be pruned: ${stderr.trim() || 'docker gave no reason'}`,
    fix: "See what 'docker buildx prune --all' says.",
  })
}
