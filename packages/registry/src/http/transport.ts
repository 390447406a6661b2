import { type ChooseProxy, type Proxy, readProxySettings } from './proxy-settings.js'

/** How requests leave this machine. */
export interface Transport {
  readonly fetch: typeof fetch
  /** The name of the proxy that a request goes through. */
  readonly proxyOf: (url: URL) => string | undefined
}

/** Node's own, whose connections are kept alive and shared. Looked up at each call, so that what a host replaces it with counts. */
export const DIRECT: Transport = { fetch: (input, init) => fetch(input, init), proxyOf: () => undefined }

/**
 * Requests that go the way that the environment says. A company's certificates are Node's part: `NODE_EXTRA_CA_CERTS`.
 *
 * @throws ModuleImagesError `bad-proxy`
 */
export function createTransport(env: Readonly<Record<string, string | undefined>>): Transport {
  const choose = readProxySettings(env)
  return choose === undefined ? DIRECT : { fetch: createProxyFetch(choose), proxyOf: (url) => choose(url)?.name }
}

/** Node 20 sends through no proxy by itself, and its fetch takes no agent of another undici: that is loaded where a proxy is used. */
function createProxyFetch(choose: ChooseProxy): typeof fetch {
  const agents = new Map<Proxy, object>()
  return async (input, init) => {
    const url = input instanceof Request ? new URL(input.url) : new URL(input)
    const proxy = choose(url)
    if (proxy === undefined) return DIRECT.fetch(input, init)
    const { fetch: send, ProxyAgent } = await import('undici')
    const { url: uri, authorization: token } = proxy
    // As curl and docker do: a tunnel for https, and http by the proxy itself.
    const agent =
      agents.get(proxy) ?? new ProxyAgent({ uri: uri.href, proxyTunnel: url.protocol === 'https:', ...(token ? { token } : {}) })
    agents.set(proxy, agent)
    // Of undici's types and Node's, which are of another of its versions, this is all that is used.
    return send(url, { ...init, dispatcher: agent } as Parameters<typeof send>[1])
  }
}
