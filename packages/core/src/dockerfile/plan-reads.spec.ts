import { describe, expect, it } from 'vitest'
import { ModuleImagesError } from '../errors.js'
import { growthOnDoubling, LINEAR } from '../testing/count-steps.js'
import { parseDockerfile } from './parse-dockerfile.js'
import { planReads } from './plan-reads.js'
import type { BuildVariables, Reads } from './reads.js'

function plan(text: string, variables: Partial<BuildVariables> = {}): Reads {
  return planReads(parseDockerfile(text, 'Dockerfile'), { buildArgs: {}, ...variables })
}

function sources(text: string, variables?: Partial<BuildVariables>): string[] {
  return plan(text, variables).sources.map(({ pattern }) => pattern)
}

function failure(text: string, variables?: Partial<BuildVariables>): string {
  try {
    plan(text, variables)
  } catch (error) {
    if (error instanceof ModuleImagesError) return `${error.code} ${error.place?.file}:${error.place?.line}`
    throw error
  }
  return 'none'
}

describe('variables, as tried on BuildKit 0.13', () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    ['an ARG after an ENV wins', 'ENV X=a\nARG X=b\nCOPY $X /o', {}, ['b']],
    ['an ENV after an ARG wins', 'ARG X=b\nENV X=a\nCOPY $X /o', { X: 'c' }, ['a']],
    ['a build argument wins over a default', 'ARG X=a\nCOPY $X /o', { X: 'c' }, ['c']],
    ['a bare ARG leaves an ENV alone', 'ENV X=a\nARG X\nCOPY $X /o', {}, ['a']],
    ['a bare ARG takes the build argument', 'ENV X=a\nARG X\nCOPY $X /o', { X: 'b' }, ['b']],
    ['a build argument without ARG is not there', 'COPY x$X /o', { X: 'b' }, ['x']],
    ['one line sees what was before it', 'ENV X=a\nENV X=b Y=$X\nCOPY $Y /o', {}, ['a']],
    ['so does one ARG', 'ARG X=a\nARG X=b Y=$X\nCOPY $Y /o', {}, ['a']],
    ['names are expanded too', 'ENV K=X\nENV $K=a\nCOPY $X /o', {}, ['a']],
    ['nothing set is empty, and so the whole context', 'COPY $X /o', {}, ['']],
    ['PATH is there', 'COPY x${PATH:+y} /o', {}, ['xy']],
    ['the old form of ENV', 'ENV X a b\nCOPY "$X" c /o', {}, ['a b', 'c']],
  ])('%s', (_, body, buildArgs, expected) => expect(sources(`FROM scratch\n${body}`, { buildArgs })).toEqual(expected))

  it.each<[string, string, string[]]>([
    ['a global ARG must be declared again', 'ARG X=a\nFROM scratch\nCOPY b$X /o', ['b']],
    ['and then gives its value', 'ARG X=a\nFROM scratch\nARG X\nCOPY $X /o', ['a']],
    ['global ARGs see those before them', 'ARG X=a Y=$X\nFROM scratch\nARG Y\nCOPY $Y /o', ['a']],
    ['a bare global ARG is set, and empty', 'ARG X\nARG Y=${X-b}c\nFROM scratch\nARG Y\nCOPY $Y /o', ['c']],
    ['a stage hands its ARGs on', 'FROM scratch AS s\nARG X=a\nFROM s\nCOPY $X /o', ['a']],
    ['a stage does not get those of its heirs', 'FROM scratch AS s\nENV X=a\nFROM s AS t\nENV X=b\nFROM s\nCOPY $X /o', ['a']],
  ])('%s', (_, text, expected) => expect(sources(text)).toEqual(expected))

  it('takes the whole context for what the base image may have set', () => {
    expect(plan('FROM debian\nARG A=a\nCOPY $A $R_HOME/x /o')).toEqual({
      sources: [{ kind: 'copy', pattern: 'a', glob: false, excludes: [], line: 3 }],
      remotes: [],
      bases: [{ reference: 'debian', line: 1, via: 'from' }],
      places: [{ reference: 'debian', line: 1, via: 'from', flag: 0 }],
      unknownBases: [],
      wholeContext: { reason: 'The value of R_HOME in the source of a COPY cannot be known before the build.', line: 3 },
      sendsAll: false,
      stageTriggers: 0,
      labelNames: [],
      warnings: [
        {
          message:
            'The value of R_HOME in the source of a COPY cannot be known before the build. Every file that is not ignored counts as an input.',
          line: 3,
        },
      ],
    })
  })

  it('reads for each platform, and for an unknown one all', () => {
    const text = 'FROM scratch\nARG TARGETARCH TARGETVARIANT\nCOPY bin-$TARGETARCH$TARGETVARIANT /o'
    expect(sources(text, { platforms: ['linux/amd64', 'linux/arm64/v8', 'linux/arm'] })).toEqual(['bin-amd64', 'bin-arm64', 'bin-armv7'])
    expect(plan(text).wholeContext).toEqual({ reason: expect.stringContaining('TARGETARCH'), line: 3 })
  })
})

describe('sources', () => {
  it.each<[string, Reads['sources']]>([
    ['COPY ./a/../b/ /c', [{ kind: 'copy', pattern: 'b', glob: false, excludes: [], line: 2 }]],
    ['COPY ../../b /c', [{ kind: 'copy', pattern: 'b', glob: false, excludes: [], line: 2 }]],
    ['ADD *.R https://a.b/c git@a.b:c /d', [{ kind: 'add', pattern: '*.R', glob: true, excludes: [], line: 2 }]],
    ['COPY --exclude=*.R --exclude=x . /c', [{ kind: 'copy', pattern: '', glob: false, excludes: ['*.R', 'x'], line: 2 }]],
    [
      'COPY --parents a/./b/*.R /c',
      [{ kind: 'copy', pattern: 'a/b/*.R', glob: true, excludes: [], parents: { root: 'a', include: 'b/*.R' }, line: 2 }],
    ],
    [
      'RUN --mount=type=bind,src=a,dst=/a --mount=target=/b true',
      [
        { kind: 'bind', pattern: 'a', glob: false, excludes: [], line: 2 },
        { kind: 'bind', pattern: '', glob: false, excludes: [], line: 2 },
      ],
    ],
    ['RUN --mount=type=cache,target=/a --mount=type=secret,id=x --mount=type=ssh true', []],
    ['RUN --mount=from=debian,source=/a,target=/b true', []],
    ['ONBUILD COPY a /b', []],
    ['COPY <<E /b\nE', []],
  ])('%s', (body, expected) => expect(plan(`FROM scratch\n${body}`).sources).toEqual(expected))

  it('tells what an ADD of a stage that is built fetches, each once', () => {
    const unused = 'FROM scratch AS unused\nADD https://a.b/unused /\n'
    const text = `${unused}FROM scratch\nARG V=1\nADD https://a.b/$V a https://a.b/1 git@a.b:c.git /\nADD $TARGETARCH:x /\n`
    expect(plan(text, { platforms: ['linux/amd64', 'linux/arm64'] }).remotes).toEqual([
      { address: 'https://a.b/1', line: 5 },
      { address: 'git@a.b:c.git', line: 5 },
    ])
  })

  it('has all sent for a tmpfs', () => expect(plan('FROM scratch\nRUN --mount=type=tmpfs,target=/t x').sendsAll).toBe(true))
  it('puts variables into mounts', () => expect(sources('FROM scratch\nARG S=a\nRUN --mount=source=$S,target=/t x')).toEqual(['a']))
})

describe('stages', () => {
  it.each<[string, string, string | undefined, string[]]>([
    [
      'only those the last one needs',
      'FROM scratch AS a\nCOPY a /\nFROM scratch AS b\nCOPY b /\nFROM scratch\nCOPY --from=A /a /',
      undefined,
      ['a'],
    ],
    ['or the target needs', 'FROM scratch AS a\nCOPY a /\nFROM scratch AS b\nCOPY b /', 'A', ['a']],
    ['through FROM', 'FROM scratch AS a\nCOPY a /\nFROM a\nCOPY b /', undefined, ['a', 'b']],
    ['through mounts', 'FROM scratch AS a\nCOPY a /\nFROM scratch\nRUN --mount=from=a,target=/x y', undefined, ['a']],
    ['by number', 'FROM scratch\nCOPY a /\nFROM scratch\nCOPY --from=0 /a /', undefined, ['a']],
    [
      'the last of those that share a name',
      'FROM scratch AS a\nCOPY a /\nFROM scratch AS a\nCOPY b /\nFROM scratch\nCOPY --from=a /a /',
      undefined,
      ['b'],
    ],
    ['for FROM the last before it', 'FROM scratch AS a\nCOPY a /\nFROM a AS a\nCOPY b /', undefined, ['a', 'b']],
    ['ONBUILD for children', 'FROM scratch AS a\nONBUILD COPY a /\nFROM a\nCOPY b /', undefined, ['a', 'b']],
    ['and not for theirs', 'FROM scratch AS a\nONBUILD COPY a /\nFROM a AS b\nFROM b\nCOPY b /', 'a', []],
    ['once for grandchildren', 'FROM scratch AS a\nONBUILD COPY $X /\nFROM a AS b\nENV X=b\nFROM b', undefined, ['']],
  ])('%s', (_, text, target, expected) => expect(sources(text, target === undefined ? {} : { target })).toEqual(expected))

  it.each<[string, string, Partial<BuildVariables>, number]>([
    ['by name', 'FROM a', {}, 2],
    ['by a variable', 'FROM $STAGE', {}, 2],
    ['by a build argument', 'FROM $STAGE', { buildArgs: { STAGE: 'b' } }, 0],
    ['not to grandchildren', 'FROM a AS c\nFROM c', {}, 2],
    ['to each child', 'FROM a AS c\nFROM a\nCOPY --from=c /x /', {}, 4],
    ['not to one that is not built', 'FROM a AS c\nFROM b', {}, 0],
    ['on each platform', 'FROM a', { platforms: ['linux/amd64', 'linux/arm64'] }, 4],
  ])('counts the steps that stages leave to one another: %s', (_, rest, variables, expected) => {
    const stages = 'ARG STAGE=a\nFROM scratch AS a\nONBUILD COPY a /\nONBUILD ENV A=b\nONBUILD workdir /w\nFROM scratch AS b'
    expect(plan(`${stages}\n${rest}`, variables).stageTriggers).toBe(expected)
  })

  const labelled =
    'ARG STAGE=base\nFROM a AS base\nLABEL a=1 "b.c"="2"\nONBUILD LABEL t=1\nFROM base AS Middle\nLABEL d old style\nFROM scratch AS other\nLABEL z=1'
  it.each<[string, string, Partial<BuildVariables>, string[]]>([
    ['of the stages it starts from', "FROM middle\nLABEL e=$x \\\n 'f'=3", {}, ['a', 'b.c', 't', 'd', 'e', 'f']],
    ['up to the target', 'FROM other', { target: 'MIDDLE' }, ['a', 'b.c', 't', 'd']],
    ['of a stage that a variable names', 'FROM $STAGE', {}, ['a', 'b.c', 't']],
    ['named by variables', 'FROM scratch\nARG N=x\nLABEL a.$N=1', {}, ['a.x']],
    ['and none that cannot be known', 'FROM a\nLABEL a.$N=1 b=2', {}, ['b']],
    [
      'on each platform',
      'FROM scratch\nARG TARGETARCH\nLABEL $TARGETARCH=1',
      { platforms: ['linux/amd64', 'linux/arm64'] },
      ['amd64', 'arm64'],
    ],
  ])('knows the labels of the image: %s', (_, rest, variables, expected) => {
    expect([...plan(`${labelled}\n${rest}`, variables).labelNames].sort()).toEqual(expected.toSorted())
  })

  it('names the stage that may have been meant by a target', () => {
    const fixOf = (rest: string) => {
      try {
        plan(rest, { target: 'buidl' })
      } catch (error) {
        return (error as ModuleImagesError).fix
      }
      return undefined
    }
    expect(fixOf('FROM a AS build\nFROM a AS final')).toBe("Did you mean 'build'?\nIts stages are: build, final.")
    expect(fixOf('FROM a AS final')).toBe('Its stages are: final.')
  })

  it.each<[string, string, string]>([
    ['an unknown target', 'FROM a', 'unknown-target Dockerfile:undefined'],
    ['an empty FROM', 'FROM a AS t\nFROM $X', 'bad-dockerfile Dockerfile:2'],
    ['a stage used before it is built', 'FROM a AS t\nCOPY --from=z a /b\nFROM a AS z', 'bad-dockerfile Dockerfile:2'],
    ['itself', 'FROM a AS t\nCOPY --from=0 a /b', 'bad-dockerfile Dockerfile:2'],
    [
      'a circle, reachable or not',
      'FROM a AS x\nCOPY --from=y a /\nFROM a AS y\nCOPY --from=x a /\nFROM a AS t',
      'bad-dockerfile Dockerfile:4',
    ],
    ['a number without a stage', 'FROM a AS t\nCOPY --from=3 a /b', 'bad-dockerfile Dockerfile:2'],
    ['a variable in --from', 'FROM a AS t\nCOPY --from=$X a /b', 'bad-dockerfile Dockerfile:2'],
    ['a bad substitution', 'FROM a AS t\nCOPY ${X /b', 'bad-dockerfile Dockerfile:2'],
    ['a bad substitution in --chown', 'FROM a AS t\nCOPY --chown=${X a /b', 'bad-dockerfile Dockerfile:2'],
    ['a path deeper than any', `FROM a AS t\nCOPY ${'a/'.repeat(500_000)} /b`, 'bad-dockerfile Dockerfile:2'],
    ['such a mount', `FROM a AS t\nRUN --mount=source=${'a/'.repeat(500_000)},target=/b true`, 'bad-dockerfile Dockerfile:2'],
    ['a bad pattern', 'FROM a AS t\nCOPY [a /b', 'bad-dockerfile Dockerfile:2'],
    ['a URL in COPY', 'FROM a AS t\nCOPY https://a.b/c /d', 'bad-dockerfile Dockerfile:2'],
    ['nothing, where it is not reached', 'FROM a AS z\nCOPY [a /b\nFROM a AS t', 'none'],
  ])('refuses %s', (_, text, expected) => expect(failure(text, { target: expected.startsWith('unknown') ? 'q' : 't' })).toBe(expected))
})

describe('bases', () => {
  it('names each outside image once, where it is first named', () => {
    const text = `ARG TAG=trixie
FROM debian:\${TAG} AS base
FROM scratch AS unused
COPY --from=unused:1 /a /
FROM base AS build
COPY --from=tool:2 /a /
RUN --mount=from=tool:2,target=/t --mount=from=other,target=/u x
FROM build
FROM scratch
COPY --from=build / /`
    expect(plan(text).bases).toEqual([
      { reference: 'debian:trixie', line: 2, via: 'from' },
      { reference: 'tool:2', line: 6, via: 'copy-from' },
      { reference: 'other', line: 7, via: 'mount-from' },
    ])
  })

  it('reads the names of all of them, also of stages that nothing needs', () => {
    expect(failure('FROM debian AS par\nRUN x\nFROM Par\nFROM par')).toBe('bad-image-reference Dockerfile:3')
    expect(failure('FROM debian AS par\nFROM par')).toBe('none')
  })

  it('tells every place that names one', () => {
    const text = 'FROM debian AS a\nRUN --mount=type=cache,target=/c --mount=from=debian,target=/d x\nFROM debian\nCOPY --from=a / /'
    expect(plan(text).places).toEqual([
      { reference: 'debian', line: 1, via: 'from', flag: 0 },
      { reference: 'debian', line: 2, via: 'mount-from', flag: 1 },
      { reference: 'debian', line: 3, via: 'from', flag: 0 },
    ])
  })

  it.each([
    ['# syntax=docker/dockerfile:1\nFROM scratch', {}, ['docker/dockerfile:1']],
    ['# syntax=docker/dockerfile:1\nFROM scratch', { BUILDKIT_SYNTAX: 'x/y:2 --flag' }, ['x/y:2']],
    ['FROM scratch', { BUILDKIT_SYNTAX: 'x/y:2' }, ['x/y:2']],
    ['FROM scratch', {}, []],
  ])('counts the frontend among them: %j, %j', (text, buildArgs, expected) => {
    expect(plan(text, { buildArgs }).bases).toEqual(expected.map((reference) => ({ reference, line: 1, via: 'syntax' })))
  })

  it.each([
    ['COPY --from=tool:2 /a /', 'bad-dockerfile Dockerfile:2'],
    ['RUN --mount=from=tool,target=/t x', 'bad-dockerfile Dockerfile:2'],
    ['COPY --from=other /a /', 'none'],
    ['COPY a /', 'none'],
  ])('refuses a trigger that runs here and names an image: %j', (trigger, expected) => {
    expect(failure(`FROM scratch AS base\nONBUILD ${trigger}\nFROM scratch AS other\nFROM base`)).toBe(expected)
  })

  it("takes a stage with its own image's name for a stage", () => {
    expect(plan('FROM debian AS debian\nFROM debian').bases).toEqual([{ reference: 'debian', line: 1, via: 'from' }])
  })

  it('says when a base cannot be known, and reads every stage it might be', () => {
    const reads = plan('FROM scratch AS x-amd64\nCOPY a /\nFROM scratch AS x-arm64\nCOPY b /\nFROM x-$TARGETARCH')
    expect(reads.sources.map(({ pattern }) => pattern)).toEqual(['a', 'b'])
    expect(reads.unknownBases).toEqual([{ text: 'x-$TARGETARCH', line: 5 }])
    expect(reads.warnings).toHaveLength(1)
    expect(
      sources('FROM scratch AS x-amd64\nCOPY a /\nFROM scratch AS x-arm64\nCOPY b /\nFROM x-$TARGETARCH', { platforms: ['linux/arm64'] }),
    ).toEqual(['b'])
  })
})

describe('hostile files', () => {
  it.each<[string, (size: number) => string]>([
    [
      'a chain of stages',
      (size) =>
        `FROM scratch AS s0\n${Array.from({ length: size }, (_, index) => `FROM s${index} AS s${index + 1}\nENV x${index}=$x1`).join('\n')}`,
    ],
    ['triggers for many children', (size) => `FROM scratch AS p\n${'ONBUILD COPY a /\n'.repeat(5 * size)}${'FROM p\n'.repeat(size)}`],
    ['stages that cannot be known', (size) => `FROM scratch AS s\n${'FROM $TARGETARCH AS b\nONBUILD RUN x\n'.repeat(size)}`],
    ['a value that doubles', (size) => `FROM scratch\nENV A=xy\n${'ENV A=$A$A\n'.repeat(size)}COPY $A /`],
    ['costly substitutions', (size) => `FROM scratch\nENV a=${'a'.repeat(2000)}\n${'COPY ${a##*a*a*b} b\n'.repeat(size)}`],
  ])('%s take steps in proportion', (_, text) => {
    const growth = growthOnDoubling(200, (size) => {
      const dockerfile = text(size)
      return () => plan(dockerfile)
    })
    expect(growth).toBeLessThan(LINEAR)
  })
})
