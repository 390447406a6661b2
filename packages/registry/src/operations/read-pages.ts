import type { HttpReply } from '../http/exchange.js'
import type { RegistryConnection } from '../registry-connection.js'
import { registryError } from '../registry-error.js'

const MAX_PAGE_BYTES = 4 * 1024 * 1024
/** Far above any list: a registry whose pages never end does not keep a run busy for ever. */
const MAX_PAGES = 1000

export interface PagedList {
  readonly host: string
  readonly repository: string
  /** Path of the list, without query. */
  readonly path: string
  /** Of the first page, `?n=1000`. */
  readonly query: string
  readonly accept: string
  /** For messages: `list the tags of lab/hello`. */
  readonly operation: string
}

/**
 * A list, page by page as its links lead. What each reply means is for the caller to judge, who stops reading at one that is no page.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 *
 * @throws ModuleImagesError with a `RegistryErrorCode`
 */
export async function* readPages(connection: RegistryConnection, list: PagedList): AsyncGenerator<HttpReply> {
  const { host, repository, accept, operation } = list
  const badReply = (why: string) => registryError('registry-bad-reply', { host, operation }, { why })
  let path: string | undefined = `${list.path}${list.query}`
  for (let page = 1; path !== undefined; page += 1) {
    if (page > MAX_PAGES) throw badReply(`its list has more than ${MAX_PAGES} pages`)
    const reply: HttpReply = await connection.send({
      method: 'GET',
      path,
      headers: { accept },
      maxBytes: MAX_PAGE_BYTES,
      access: { repository, action: 'pull' },
      operation,
    })
    yield reply
    const next = parseNextLink(reply.headers.get('link'), reply.url)
    if (next === path) throw badReply('its list goes round in a circle')
    // The sign-in goes along, so the next page can only be the same list.
    if (next !== undefined && next !== list.path && !next.startsWith(`${list.path}?`))
      throw badReply('its next page is not of the same list')
    path = next
  }
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
