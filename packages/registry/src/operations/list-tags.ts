import { type ImageReference, isRepository, isTag } from '@module-images/core'
import * as v from 'valibot'
import type { RegistryConnection } from '../registry-connection.js'
import { registryError } from '../registry-error.js'
import { badReference } from './bad-reference.js'
import { readPages } from './read-pages.js'
import { isNotFound, unexpectedReply } from './unexpected-reply.js'

/** `missing` is the repository; one without tags is present. */
export type TagList = { readonly kind: 'missing' } | { readonly kind: 'present'; readonly tags: readonly string[] }

const PAGE_TAGS = 1000
const PAGE = v.object({ tags: v.nullish(v.array(v.string())) })

/**
 * Lists tags page by page. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 *
 * @throws ModuleImagesError `bad-image-reference`, or with a `RegistryErrorCode`
 */
export async function listTags(
  connection: RegistryConnection,
  { host, repository }: Pick<ImageReference, 'host' | 'repository'>,
): Promise<TagList> {
  if (!isRepository(repository)) {
    throw badReference(repository, 'a repository')
  }
  const purpose = { host, operation: `list the tags of ${repository}` }
  const list = { repository, path: `/v2/${repository}/tags/list`, query: `?n=${PAGE_TAGS}`, accept: 'application/json', ...purpose }
  const tags = new Set<string>()
  for await (const reply of readPages(connection, list)) {
    if (isNotFound(connection, 'GET', reply)) return { kind: 'missing' }
    if (reply.status !== 200) throw unexpectedReply(connection, reply, purpose)
    const found = parsePage(reply.body)
    if (found === undefined) throw registryError('registry-bad-reply', purpose, { why: 'its list of tags cannot be read' })
    // What is not a tag by the rules could not be asked for.
    for (const tag of found) if (isTag(tag)) tags.add(tag)
  }
  return { kind: 'present', tags: [...tags] }
}

function parsePage(body: Uint8Array): readonly string[] | undefined {
  try {
    return v.parse(PAGE, JSON.parse(new TextDecoder().decode(body))).tags ?? []
  } catch {
    return undefined
  }
}
