// @ts-check
import { createServer, request as forward } from 'node:http'

/** One request is let through in so many milliseconds, where the limit is on. */
const PAUSE = 1000

/**
 * A registry before the bench's own that can be told to let one request through a second, and to answer 429 to all others.
 *
 * @param {string} registry `127.0.0.1:PORT`
 * @returns {Promise<{ host: string, limit: () => void, close: () => Promise<void> }>}
 */
export async function startLimitedRegistry(registry) {
  let isLimited = false
  let free = 0
  const server = createServer((request, response) => {
    const now = performance.now()
    if (isLimited && now < free) {
      response.writeHead(429, { 'retry-after': '1' }).end()
      return
    }
    free = now + PAUSE
    const { method, url, headers } = request
    const asked = forward(`http://${registry}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    asked.on('error', () => response.writeHead(502).end())
    request.pipe(asked)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  return {
    host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    limit: () => void (isLimited = true),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
