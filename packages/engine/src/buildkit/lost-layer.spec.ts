import { expect, it } from 'vitest'
import { mayBeLostLayer } from './lost-layer.js'

/** As BuildKit 0.13 says it of a layer that the registry has lost. */
const LOST =
  'failed to compute cache key: failed to copy: httpReadSeeker: failed open: could not fetch content descriptor sha256:1 (application/vnd.docker.image.rootfs.diff.tar.gzip) from remote: not found'

it.each([
  ['context-file-missing', LOST, true],
  ['step-failed', 'failed to copy: httpReadSeeker: failed open: unexpected status code 500', true],
  ['export-failed', 'unexpected commit digest sha256:1, expected sha256:2', true],
  ['step-failed', 'process "/bin/sh -c make" did not complete successfully: exit code: 2', false],
  ['disk-full', 'no space left on device', false],
  ['dockerfile-invalid', 'dockerfile parse error on line 1', false],
] as const)('%s, %s: %s', (code, message, expected) => {
  expect(mayBeLostLayer({ code, message })).toBe(expected)
})
