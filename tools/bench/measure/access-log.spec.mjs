import { describe, expect, it } from 'vitest'
import { parseAccessLog } from './access-log.mjs'

/** @type {(request: string, status: number, bytes: number | string) => string} */
const line = (request, status, bytes) => `127.0.0.1 - - [22/Nov/2026:12:55:24 +0000] "${request} HTTP/1.1" ${status} ${bytes} "" "agent"`

describe('parseAccessLog', () => {
  it('counts requests, uploads, mounts and bytes, and passes over other lines', () => {
    const log = [
      'time="2026-11-22T12:55:24Z" level=info msg="response completed" http.request.method=PUT',
      line('GET /v2/a/manifests/key-1', 200, 500),
      line('HEAD /v2/a/manifests/v1', 404, '-'),
      line('POST /v2/a/blobs/uploads/?mount=sha256:1&from=b', 201, 0),
      line('POST /v2/a/blobs/uploads/', 202, 0),
      line('PUT /v2/a/blobs/uploads/1?digest=sha256:2', 201, 0),
      line('PUT /v2/a/manifests/v1', 201, 0),
      '',
    ].join('\n')
    expect(parseAccessLog(log)).toEqual({
      requests: 6,
      methods: { GET: 1, HEAD: 1, POST: 2, PUT: 2 },
      uploads: 1,
      mounts: 1,
      bytesServed: 500,
    })
  })
})
