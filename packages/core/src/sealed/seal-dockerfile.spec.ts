import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../dockerfile/parse-dockerfile.js'
import type { BuildVariables } from '../dockerfile/reads.js'
import { sealDockerfile } from './seal-dockerfile.js'

const DIGEST = `sha256:${'1'.repeat(64)}`

/** Every image but those of `kept` comes from a mirror. */
function seal(text: string, variables: Partial<BuildVariables> = {}, kept: readonly string[] = []) {
  const given = { buildArgs: {}, platforms: ['linux/amd64'], ...variables }
  return sealDockerfile(text, parseDockerfile(text, 'Dockerfile'), given, (reference) =>
    kept.includes(reference) ? undefined : `mirror/${reference.replace(/:.*/, '')}@${DIGEST}`,
  )
}

const textOf = (text: string, variables?: Partial<BuildVariables>) => seal(text, variables).text

describe('the text of a sealed build', () => {
  it.each<[string, string, string]>([
    ['a base', 'FROM debian:12\n', 'FROM sealed-base-1\n'],
    ['a stage named like its base', 'FROM docker.io/library/debian AS debian\nRUN x\n', 'FROM sealed-base-1 AS debian\nRUN x\n'],
    ['a base named twice', 'FROM a AS x\nFROM a\nCOPY --from=x / /\n', 'FROM sealed-base-1 AS x\nFROM sealed-base-1\nCOPY --from=x / /\n'],
    ['a flag before it', 'FROM --platform=$BUILDPLATFORM a AS x\n', 'FROM --platform=$BUILDPLATFORM sealed-base-1 AS x\n'],
    ['variables', 'ARG V=1\nFROM "r/${V:-x}:2"\n', 'ARG V=1\nFROM sealed-base-1\n'],
    ['continuation lines', 'FROM \\\n  # why\n  a \\\n  AS x\n', 'FROM \\\n  # why\n  sealed-base-1 \\\n  AS x\n'],
    ['a name on two lines', 'FROM deb\\\nian:12 AS x\nRUN y\n', 'FROM \\\nsealed-base-1 AS x\nRUN y\n'],
    ['a name on two lines, the second the last', 'FROM deb\\\nian\nRUN y\n', 'FROM \\\nsealed-base-1\nRUN y\n'],
    ['another escape', '# escape=`\nFROM deb`\nian\n', '# escape=`\nFROM `\nsealed-base-1\n'],
    ['line ends of Windows', 'FROM a\r\nRUN x\r\n', 'FROM sealed-base-1\r\nRUN x\r\n'],
    [
      'COPY --from',
      'FROM scratch\nCOPY --link --from=busybox:1 --chmod=755 /b /b\n',
      'FROM scratch\nCOPY --link --from=sealed-base-1 --chmod=755 /b /b\n',
    ],
    ['COPY --from in quotes', 'FROM scratch\nCOPY --from="busybox" é /b\n', 'FROM scratch\nCOPY --from=sealed-base-1 é /b\n'],
    [
      'mounts',
      'FROM scratch\nRUN --mount=type=cache,target=/c --mount=type=bind,from=busybox,target=/b --mount=from=x,target=/y <<EOF\n--mount=from=z\nEOF\n',
      'FROM scratch\nRUN --mount=type=cache,target=/c --mount=type=bind,from=sealed-base-1,target=/b --mount=from=sealed-base-2,target=/y <<EOF\n--mount=from=z\nEOF\n',
    ],
    [
      'a mount with quotes',
      'FROM scratch\nRUN --mount=type=bind,from=busybox,\\"target=/a,é\\" x\n',
      'FROM scratch\nRUN --mount="type=bind,from=sealed-base-1,\\"target=/a,é\\"" x\n',
    ],
    ['a stage that nothing needs', 'FROM a\nFROM b\n', 'FROM a\nFROM sealed-base-1\n'],
    ['a here-document that looks like a FROM', 'FROM scratch\nCOPY <<EOF /a\nFROM a\nEOF\n', 'FROM scratch\nCOPY <<EOF /a\nFROM a\nEOF\n'],
    [
      'a stage with our prefix',
      'FROM a AS sealed-base-1\nFROM b\nCOPY --from=sealed-base-1 / /\n',
      'FROM sealed-base-x-1 AS sealed-base-1\nFROM sealed-base-x-2\nCOPY --from=sealed-base-1 / /\n',
    ],
    [
      'a frontend',
      '# syntax = docker/dockerfile:1 --x\nFROM scratch\n',
      `# syntax = mirror/docker/dockerfile@${DIGEST} --x\nFROM scratch\n`,
    ],
  ])('%s', (_, text, expected) => {
    const sealed = textOf(text)
    expect(sealed.split('\n')).toHaveLength(text.split('\n').length)
    expect(parseDockerfile(sealed, 'Dockerfile').stages).toHaveLength(parseDockerfile(text, 'Dockerfile').stages.length)
    expect(sealed).toBe(expected)
  })

  it('leaves what nothing takes the place of', () => {
    expect(seal('FROM a AS b\nFROM b\n', {}, ['a'])).toEqual({ text: 'FROM a AS b\nFROM b\n', contexts: {}, aliases: [], buildArgs: {} })
  })

  it('binds each alias to its image', () => {
    expect(seal('FROM a\nCOPY --from=b:2 / /\n').contexts).toEqual({
      'sealed-base-1': `docker-image://mirror/a@${DIGEST}`,
      'sealed-base-2': `docker-image://mirror/b@${DIGEST}`,
    })
  })

  it('keeps what tells platforms apart', () => {
    const { text, contexts } = seal('FROM a-${TARGETARCH}$TARGETVARIANT\n', { platforms: ['linux/amd64', 'linux/arm/v7'] }, ['a-amd64'])
    expect(text).toBe('FROM sealed-base-1-${TARGETOS}-${TARGETARCH}${TARGETVARIANT}\n')
    expect(contexts).toEqual({
      'sealed-base-1-linux-amd64': 'docker-image://a-amd64',
      'sealed-base-1-linux-armv7': `docker-image://mirror/a-armv7@${DIGEST}`,
    })
  })

  it('refuses platforms that it cannot tell apart', () => {
    const text = 'ARG TARGETARCH=x\nFROM a-${TARGETPLATFORM#linux/}\n'
    expect(() => seal(text, { platforms: ['linux/amd64', 'linux/arm64'] })).toThrow(/cannot be told apart/)
  })

  it('takes the frontend of the build argument, and not that of the file', () => {
    const text = '# syntax=docker/dockerfile:1\nFROM scratch\n'
    expect(seal(text, { buildArgs: { BUILDKIT_SYNTAX: 'x/y:1', A: 'b' } })).toEqual({
      text,
      contexts: {},
      aliases: [],
      buildArgs: { BUILDKIT_SYNTAX: `mirror/x/y@${DIGEST}`, A: 'b' },
    })
  })
})
