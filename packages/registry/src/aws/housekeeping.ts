import type { DeletedImages, Housekeeping, StoredImage } from '../kinds/registry-kind.js'
import { ofRegistry } from './ecr-service.js'
import type { RepositoryApi } from './ensure-repository.js'

const NOT_FOUND = 'RepositoryNotFoundException'
const PAGE = 1000
/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html */
const DELETE_AT_ONCE = 100

/** Lists and deletes images of a repository by the service's own interface. */
export function createHousekeeping(api: RepositoryApi): Housekeeping {
  return {
    listImages: (repository) => listImages(api, api.service.nameOf(repository)),
    deleteImages: (repository, digests) => deleteImages(api, api.service.nameOf(repository), digests),
  }
}

async function* listImages(api: RepositoryApi, name: string): AsyncGenerator<StoredImage> {
  const call = { operation: 'DescribeImages', doing: `list the images of ${name}` } as const
  let nextToken: string | undefined
  do {
    const input = { ...ofRegistry(api.service), repositoryName: name, maxResults: PAGE, ...(nextToken === undefined ? {} : { nextToken }) }
    const page = await api.callExpecting(call, NOT_FOUND, (client, options) => client.describeImages(input, options))
    if (page === NOT_FOUND) return
    for (const { imageDigest, imageTags, imagePushedAt, imageSizeInBytes } of page.imageDetails ?? []) {
      if (imageDigest !== undefined)
        yield { digest: imageDigest, tags: [...(imageTags ?? [])], pushedAt: imagePushedAt, bytes: imageSizeInBytes }
    }
    nextToken = page.nextToken
  } while (nextToken)
}

async function deleteImages(api: RepositoryApi, name: string, digests: readonly string[]): Promise<DeletedImages> {
  const call = { operation: 'BatchDeleteImage', doing: `delete images of ${name}` } as const
  const kept: { digest: string; why: string }[] = []
  for (let start = 0; start < digests.length; start += DELETE_AT_ONCE) {
    const imageIds = digests.slice(start, start + DELETE_AT_ONCE).map((imageDigest) => ({ imageDigest }))
    const { failures = [] } = await api.call(call, (client, options) =>
      client.batchDeleteImage({ ...ofRegistry(api.service), repositoryName: name, imageIds }, options),
    )
    for (const { imageId, failureCode, failureReason } of failures) {
      const gone = failureCode === 'ImageNotFound'
      if (!gone) kept.push({ digest: imageId?.imageDigest ?? '', why: failureReason ?? failureCode ?? 'the service does not say why' })
    }
  }
  const keptDigests = new Set(kept.map(({ digest }) => digest))
  return { deleted: digests.filter((digest) => !keptDigests.has(digest)), kept }
}
