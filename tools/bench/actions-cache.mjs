// @ts-check
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * What a branch of a repository may read and write in the Actions cache.
 *
 * @typedef {{ writes: string, reads: readonly string[] }} Access
 */

const PATH = '/_apis/artifactcache/'
const [READ, WRITE] = [1, 2]

/**
 * The Actions cache of one repository, as far as BuildKit uses it: entries that are never changed, each in the scope of one branch, looked up by the
 * beginning of their key. https://github.com/tonistiigi/go-actions-cache/blob/master/api.md
 */
export async function startActionsCache() {
  /** @type {{ scope: string, key: string, chunks: Buffer[], isWhole: boolean }[]} */
  const entries = []
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status).end(body),
      (error) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

  /** @param {import('node:http').IncomingMessage} request @returns {Promise<{ status: number, body: string | Buffer }>} */
  async function answer(request) {
    const { pathname, searchParams } = new URL(request.url ?? '', origin)
    const [what = '', id = ''] = pathname.slice(PATH.length).split('/')
    if (what === 'blobs') return readBlob(Number(id), request.headers.range)
    const access = readToken(request.headers.authorization)
    if (what === 'cache') return find(access, (searchParams.get('keys') ?? '').split(','))
    const entry = entries[Number(id) - 1]
    if (request.method === 'PATCH') entry?.chunks.push(Buffer.concat(await request.toArray()))
    else if (id !== '') Object.assign(entry ?? {}, { isWhole: true })
    else return reserve(access, JSON.parse(await text(request)).key)
    return { status: 204, body: '' }
  }

  /** @param {number} id @param {string | undefined} range */
  function readBlob(id, range) {
    const [, from = '0'] = /^bytes=(\d+)-/.exec(range ?? '') ?? []
    if (from !== '0') throw new Error('Parts of entries are not served.')
    return { status: 200, body: Buffer.concat(entries[id - 1]?.chunks ?? []) }
  }

  /** The newest entry of the own scope, else of another that may be read. @param {Access} access @param {readonly string[]} keys */
  function find({ reads }, keys) {
    for (const scope of reads)
      for (const key of keys) {
        const at = entries.findLastIndex((entry) => entry.isWhole && entry.scope === scope && entry.key.startsWith(key))
        const body = { cacheKey: entries[at]?.key, scope, archiveLocation: `${origin}${PATH}blobs/${at + 1}` }
        if (at >= 0) return { status: 200, body: JSON.stringify(body) }
      }
    return { status: 204, body: '' }
  }

  /** @param {Access} access @param {string} key */
  function reserve({ writes: scope }, key) {
    if (entries.some((entry) => entry.scope === scope && entry.key === key)) {
      return { status: 409, body: JSON.stringify({ typeKey: 'AlreadyExists', message: `${key} already exists` }) }
    }
    return { status: 201, body: JSON.stringify({ cacheId: entries.push({ scope, key, chunks: [], isWhole: false }) }) }
  }

  return {
    /** What a job has in its environment. @param {Access} access */
    variables: (access) => ({ ACTIONS_CACHE_URL: `${origin}/`, ACTIONS_RUNTIME_TOKEN: createToken(access) }),
    /** That have been written to. */
    scopes: () => [...new Set(entries.map(({ scope }) => scope))].sort(),
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** As GitHub's, without a signature. @param {Access} access */
function createToken({ writes, reads }) {
  const ac = reads.map((Scope) => ({ Scope, Permission: Scope === writes ? READ | WRITE : READ }))
  const claims = { ac: JSON.stringify(ac), nbf: 0, exp: 4_000_000_000 }
  return [{ alg: 'HS256', typ: 'JWT' }, claims, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
}

/** @param {string | undefined} header @returns {Access} */
function readToken(header) {
  const [, claims = ''] = (header ?? '').split('.')
  /** @type {{ Scope: string, Permission: number }[]} */
  const ac = JSON.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()).ac)
  return { writes: ac.find(({ Permission }) => Permission & WRITE)?.Scope ?? '', reads: ac.map(({ Scope }) => Scope) }
}
