import { describe, expect, it } from 'vitest'
import { parseImageReference, renderImageReference } from './image-reference.js'
import { applyMirrors, parseMirrors } from './mirrors.js'

const through = (mirrors: string, text: string) =>
  renderImageReference(applyMirrors(parseImageReference(text), parseMirrors(mirrors, 'test')))

describe('applyMirrors', () => {
  it.each([
    ['docker.io=127.0.0.1:5000/mirror', 'debian:trixie-slim', '127.0.0.1:5000/mirror/library/debian:trixie-slim'],
    ['docker.io=m.example/', 'a/b', 'm.example/a/b'],
    ['docker.io=a.example,docker.io/library=b.example/official', 'debian', 'b.example/official/debian'],
    ['docker.io/library=b.example,docker.io=a.example', 'x/y:1', 'a.example/x/y:1'],
    ['docker.io/lib=b.example', 'debian:1', 'docker.io/library/debian:1'],
    ['docker.io/library/debian=b.example/deb', `debian@sha256:${'0'.repeat(64)}`, `b.example/deb@sha256:${'0'.repeat(64)}`],
  ])('%s takes %s to %s', (mirrors, from, to) => {
    expect(through(mirrors, from)).toBe(to)
  })

  it.each(['docker.io', 'a=b=c', '=b', 'a='])('refuses %j', (text) => {
    expect(() => parseMirrors(text, 'MODULE_IMAGES_MIRRORS')).toThrow(expect.objectContaining({ code: 'bad-mirror' }))
  })
})
