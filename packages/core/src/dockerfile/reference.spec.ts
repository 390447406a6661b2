import { describe, expect, it } from 'vitest'
import { parseDockerfile } from './parse-dockerfile.js'
import { planReads } from './plan-reads.js'

/** Sources in the context and images from outside, of a Dockerfile that ends with `COPY end /`, so that one read wrongly is missed. */
function reads(text: string): { sources: string[]; bases: string[] } {
  const { sources, bases } = planReads(parseDockerfile(`${text}\nCOPY end /\n`, 'Dockerfile'), {
    buildArgs: {},
    platforms: ['linux/amd64'],
  })
  return { sources: sources.map(({ pattern }) => pattern), bases: bases.map(({ reference }) => reference) }
}

const sourcesOf = (body: string) => reads(`FROM scratch\n${body}`).sources

/** Each instruction and flag of https://docs.docker.com/reference/dockerfile/, those other specs have tables of left out. */
describe('instructions that read nothing', () => {
  it.each([
    'CMD ["a", "b"]',
    'CMD a b',
    'CMD',
    'ENTRYPOINT ["a"]',
    'ENTRYPOINT exec a "$B"',
    'EXPOSE 80/tcp 443 8000-8010/udp',
    'HEALTHCHECK NONE',
    'HEALTHCHECK --interval=5m --timeout=3s --start-period=1s --start-interval=1s --retries=3 CMD curl -f http://localhost/ || exit 1',
    'LABEL a=b "c d"="e f" multi="one \\\n  two"',
    'LABEL old style value',
    'MAINTAINER Somebody <a@b.c>',
    'ONBUILD RUN a',
    'RUN a && b',
    'RUN ["a", "b c"]',
    'RUN --network=none a',
    'RUN --network=host a',
    'RUN --security=sandbox a',
    'RUN --mount=type=cache,target=/c,id=x,sharing=locked,mode=0755,uid=1,gid=1,readonly a',
    'RUN --mount=type=secret,id=x,target=/s,required=true,mode=0400 --mount=type=secret,id=y,env=Y a',
    'RUN --mount=type=ssh,id=default,required a',
    'RUN --mount=type=bind,from=scratch,source=/a,target=/b,rw a',
    'RUN <<EOF\nCOPY a /\nEOF',
    "RUN <<-'E F' cat\n\tCOPY a /\n\tE F",
    'RUN python3 <<"EOF" && b <<OTHER\n$x ${y:-z}\nEOF\nCOPY a /\nOTHER',
    'COPY <<a <<"b" /c/\n$x\na\n${x:-y}\nb',
    'ADD <<EOF /a\nEOF',
    'ADD https://a.b/c.tar.gz http://a.b/d /e/',
    'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://a.b/c /d',
    'ADD --keep-git-dir=true https://a.b/c.git#v1:sub /d',
    'ADD git@a.b:c/d.git /e',
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    'STOPSIGNAL SIGTERM',
    'STOPSIGNAL 9',
    'USER 1000:1000',
    'USER ${UID:-1000}',
    'VOLUME ["/a", "/b"]',
    'VOLUME /a /b',
    'WORKDIR a/$B',
    'ARG A=b C D="e f"',
    'ENV A=b C="d e" F=g\\ h',
    `RUN a${' \\\n  && b c'.repeat(1000)}`,
  ])('%j', (body) => expect(sourcesOf(body)).toEqual(['end']))

  // Channel docker/dockerfile:1-labs: an engine without it refuses the flag before anything is read.
  it.each(['RUN --device=vendor.com/class=name a', 'ADD --unpack=true https://a.b/c.tar /d', 'RUN --security=insecure a'])(
    'labs: %j',
    (body) => expect(sourcesOf(body)).toEqual(['end']),
  )
})

describe('instructions that read the context', () => {
  it.each<[string, string[]]>([
    ['COPY a b c/', ['a', 'b']],
    ['COPY --chown=1:1 --chmod=u=rwX,go=rX --link a /', ['a']],
    ['COPY --link=true ["a b", "/c d/"]', ['a b']],
    ['COPY *.R data/[0-9]?.csv /', ['*.R', 'data/[0-9]?.csv']],
    ['COPY /a ./b ../c d/ e/. /', ['a', 'b', 'c', 'd', 'e']],
    ['ADD --chown=a:b --chmod=644 --link a.tar.gz /', ['a.tar.gz']],
    ['ADD a https://a.b/c <<E /d/\nE', ['a']],
    ['RUN --mount=target=/a --mount=type=bind,src=b,dst=/c,ro d', ['', 'b']],
    ['RUN --mount="type=bind,source=a,target=/b" c', ['a']],
    ['WORKDIR /w\nCOPY a .', ['a']],
    ['ARG A=x\nENV B=${A}y\nCOPY 1$B 2${B} 3"${B}" 4\\$B 5\'$B\' /', ['1xy', '2xy', '3xy', '4$B', '5$B']],
    ['ARG A=x\nCOPY 1${A:-y} 2${N:-y} 3${N-y} 4${A:+y} 5${A+y} 6${N:-${M:-$A}} /', ['1x', '2y', '3y', '4y', '5y', '6x']],
    [
      'ARG A=foobarfoo\nCOPY ${A#foo} ${A##*o} ${A%foo} ${A%%o*} ${A/foo/x} ${A//foo/x} /',
      ['barfoo', '', 'foobar', 'f', 'xbarfoo', 'xbarx'],
    ],
    ['ARG A=x\r\nCOPY \\\r\n  $A \\\r\n  # no\r\n\r\n  b /\r', ['x', 'b']],
    ['  \tcOpY   a\t\tb   /  ', ['a', 'b']],
  ])('%j', (body, sources) => expect(sourcesOf(body)).toEqual([...sources, 'end']))

  it.each<[string, string[]]>([
    ['COPY --exclude=*.md --exclude=b a /', ['a']],
    ['ADD --exclude=*.md a /', ['a']],
    ['COPY --parents a/./b/*.R c /', ['a/b/*.R', 'c']],
  ])('labs: %j', (body, sources) => expect(sourcesOf(body)).toEqual([...sources, 'end']))
})

describe('directives', () => {
  it.each([
    '# syntax=docker/dockerfile:1\n# check=skip=JSONArgsRecommended;error=true\n# escape=`\nFROM scratch\nRUN a `\n  b',
    '#syntax=docker/dockerfile:1.7-labs\nFROM scratch',
    '# a comment\n# escape=`\nFROM scratch\nRUN a \\\n b',
  ])('%j', (text) => expect(reads(text).sources).toEqual(['end']))
})

describe('FROM', () => {
  const DIGEST = `sha256:${'a'.repeat(64)}`
  it.each<[string, string[]]>([
    [`FROM debian:trixie@${DIGEST}`, [`debian:trixie@${DIGEST}`]],
    [`FROM debian@${DIGEST} AS a`, [`debian@${DIGEST}`]],
    ['FROM --platform=$BUILDPLATFORM debian AS a\nFROM debian2', ['debian2']],
    ['FROM --platform=linux/arm64 debian', ['debian']],
    ['ARG V=1\nARG I=a:${V}\nFROM ${I}-slim', ['a:1-slim']],
    ['FROM debian AS build\nFROM scratch\nCOPY --from=BUILD a b', ['debian']],
    ['FROM debian aS Build\nFROM build', ['debian']],
    ['FROM debian AS debian\nFROM debian', ['debian']],
    ['FROM a.b/c:1 AS d\nFROM scratch\nCOPY --from=a.b/c:2 x y\nCOPY --from=0 x y', ['a.b/c:2', 'a.b/c:1']],
    ['FROM debian AS a\nRUN a\nFROM a AS b\nFROM b', ['debian']],
  ])('%j', (text, bases) => expect(reads(text).bases.sort()).toEqual([...bases].sort()))
})
