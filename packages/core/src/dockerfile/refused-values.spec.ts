import { expect, describe, it } from 'vitest'
import { ModuleImagesError } from '../errors.js'
import { parseDockerfile } from './parse-dockerfile.js'
import { planReads } from './plan-reads.js'

const DIGEST = `sha256:${'0'.repeat(64)}`

function failure(text: string): string {
  try {
    planReads(parseDockerfile(text, 'Dockerfile'), { buildArgs: {} })
    return 'none'
  } catch (error) {
    if (error instanceof ModuleImagesError) return `${error.code} ${error.place?.file}:${error.place?.line}`
    throw error
  }
}

describe('what BuildKit refuses once variables are put in, as tried on 0.13', () => {
  it.each(
    ['abc', '80/xyz', '99999', '80-79', '-80', '80,443', '[80]', '+80', '80.5', '80 abc', '1000-1002:80-81']
      .map((ports) => `EXPOSE ${ports}`)
      .concat(
        ['FOO', 'SIGFOO', '0', 'SIGINFO', 'SIGTERM SIGKILL', '$X', 'SIGRTMIN+16'].map((signal) => `STOPSIGNAL ${signal}`),
        ['""', '$X', '/a $X'].map((volume) => `VOLUME ${volume}`),
        'ENV P=abc\\\nEXPOSE $P',
        ['foo', 'sha256:abc', `md5:${'0'.repeat(32)}`, `sha256:${'A'.repeat(64)}`, '0'.repeat(40)].map(
          (checksum) => `ADD --checksum=${checksum} https://example.org/a.txt /a`,
        ),
        [`ADD --checksum=${DIGEST} a.txt /a`, 'ADD --checksum=$X-1 https://example.org/a.git#main /a'],
      ),
  )('%s', (line) => {
    expect(failure(`FROM scratch\n${line.replace('\\\n', '\n')}`)).toMatch(/^bad-dockerfile Dockerfile:[23]$/)
    // Only what a stage of the build does.
    expect(failure(`FROM scratch AS unused\n${line.replace('\\\n', '\n')}\nFROM scratch`)).toBe('none')
  })
  it.each(
    ['80', '80-90/udp', '80/TCP', '0', '080', '80/', '"80"', ':80', '$X', '8080:80', '127.0.0.1:80:80', '1000-1002:80', '1000-1002:80-82']
      .map((ports) => `EXPOSE ${ports}`)
      .concat(
        [`--checksum=${DIGEST}`, `--checksum=sha512:${'0'.repeat(128)}`, '--checksum=', '--checksum=$X'].map(
          (flag) => `ADD ${flag} https://example.org/a.txt /a`,
        ),
        `ADD --checksum=${'0'.repeat(40)} https://example.org/a.git /a`,
        ['99', '-1', '"SIGTERM"', 'term', 'SIGRTMIN+1', 'RTMAX-14', 'SIGPWR', '--x SIGTERM'].map((signal) => `STOPSIGNAL ${signal}`),
      ),
  )('takes %s', (line) => expect(failure(`FROM scratch\n${line}`)).toBe('none'))
  it('leaves alone what only the base knows', () => {
    expect(failure('FROM debian\nEXPOSE $PORT\nSTOPSIGNAL $SIGNAL\nVOLUME $DATA')).toBe('none')
  })
  it.each(['linux/', 'foo', 'linux/amd64/v1/v2', '$NOPE', 'linux/amd64,linux/arm64', 'local', 'a*b'])(
    '--platform=%s, of any stage',
    (platform) => {
      expect(failure(`FROM scratch AS a\nFROM --platform=${platform} scratch AS unused\nFROM a`)).toBe('bad-dockerfile Dockerfile:2')
    },
  )
  it.each(['', '$BUILDPLATFORM', 'linux', 'amd64', 'LINUX/AMD64', '"linux/amd64"', 'linux/x86_64', 'bogus/x', 'windows(10.0.17763)/amd64'])(
    'takes --platform=%s',
    (platform) => expect(failure(`FROM --platform=${platform} scratch`)).toBe('none'),
  )
  it.each(['COPY --from=Foo/Bar a /', 'COPY --from=a:b@c a /', 'RUN --mount=from=Foo/Bar x'])('%s, in any stage', (line) => {
    expect(failure(`FROM scratch AS unused\n${line}\nFROM scratch`)).toBe('bad-image-reference Dockerfile:2')
  })
})
