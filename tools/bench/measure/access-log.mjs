// @ts-check

/**
 * What a registry was asked, from its own access log in Apache's combined format. Lines of other forms are its own notices.
 *
 * @typedef {object} Traffic
 * @property {number} requests
 * @property {Readonly<Record<string, number>>} methods
 * @property {number} uploads blobs uploaded whole
 * @property {number} mounts blobs taken over from another repository, without their bytes
 * @property {number} bytesServed bodies of replies
 */

const LINE = /^\S+ \S+ \S+ \[[^\]]+\] "([A-Z]+) (\S+) HTTP\/[\d.]+" (\d{3}) (\d+|-) /

/**
 * @param {string} text
 * @returns {Traffic}
 */
export function parseAccessLog(text) {
  /** @type {Record<string, number>} */
  const methods = {}
  const traffic = { requests: 0, uploads: 0, mounts: 0, bytesServed: 0 }
  for (const line of text.split('\n')) {
    const [, method, path = '', status, bytes] = LINE.exec(line) ?? []
    if (method === undefined) continue
    traffic.requests += 1
    methods[method] = (methods[method] ?? 0) + 1
    traffic.bytesServed += bytes === '-' ? 0 : Number(bytes)
    if (status !== '201' || !path.includes('/blobs/uploads/')) continue
    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
    if (method === 'PUT') traffic.uploads += 1
    if (method === 'POST') traffic.mounts += 1
  }
  return { ...traffic, methods }
}
