import { type ImageReference, isRepository, isTag } from '@module-images/core'
import * as v from 'valibot'
import type { RegistryConnection } from '../registry-connection.js'
import { registryError } from '../registry-error.js'
import { isNotFound, unexpectedReply } from './unexpected-reply.js'
import { badReference } from './bad-reference.js'

/** `missing` is the repository; one without tags is present. */
export type TagList = { readonly kind: 'missing' } | { readonly kind: 'present'; readonly tags: readonly string[] }

const PAGE_TAGS = 1000
const MAX_PAGE_BYTES = 4 * 1024 * 1024
/** Far above any repository: a registry whose pages never end does not keep a run busy for ever. */
const MAX_PAGES = 1000
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
  const list = `/v2/${repository}/tags/list`
  const tags = new Set<string>()
  let path: string | undefined = `${list}?n=${PAGE_TAGS}`
  for (let page = 1; path !== undefined; page += 1) {
    const badReply = (why: string) => registryError('registry-bad-reply', purpose, { why })
    if (page > MAX_PAGES) throw badReply(`its list has more than ${MAX_PAGES} pages`)
    const reply = await connection.send({
      method: 'GET',
      path,
      headers: { accept: 'application/json' },
      maxBytes: MAX_PAGE_BYTES,
      access: { repository, action: 'pull' },
      operation: purpose.operation,
    })
    if (isNotFound(connection, 'GET', reply)) return { kind: 'missing' }
    if (reply.status !== 200) throw unexpectedReply(connection, reply, purpose)
    const found = parsePage(reply.body)
    if (found === undefined) throw badReply('its list of tags cannot be read')
    // What is not a tag by the rules could not be asked for.
    for (const tag of found) if (isTag(tag)) tags.add(tag)
    const next = parseNextLink(reply.headers.get('link'), reply.url)
    if (next === path) throw badReply('its list goes round in a circle')
    // The sign-in goes along, so the next page can only be the same list.
    if (next !== undefined && next !== list && !next.startsWith(`${list}?`)) throw badReply('its next page is not of the same list')
    path = next
  }
  return { kind: 'present', tags: [...tags] }
}

/** Path and query of the link to the next page, which may be relative. https://www.rfc-editor.org/rfc/rfc8288#section-3 */
export function parseNextLink(header: string | null, base: URL): string | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^>]*)>([^,<]*)/g)) {
    if (!/;\s*rel\s*=\s*"?next"?\s*(?:;|$)/i.test(parameters) || !URL.canParse(target, base.href)) continue
    const { pathname, search } = new URL(target, base)
    return pathname + search
  }
  return undefined
}

function parsePage(body: Uint8Array): readonly string[] | undefined {
  try {
    return v.parse(PAGE, JSON.parse(new TextDecoder().decode(body))).tags ?? []
  } catch {
    return undefined
  }
}
