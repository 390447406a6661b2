import { describe, expect, it } from 'vitest'
import { ModuleImagesError } from '../errors.js'
import { growthOnDoubling, LINEAR } from '../testing/count-steps.js'
import { parseDockerfile } from './parse-dockerfile.js'

/** Sources of each COPY, or `line: message` of the error. Each row was tried on BuildKit 0.13 with an exported FROM scratch. */
function read(body: string, head = 'FROM scratch\n'): string[][] | string {
  try {
    const { stages } = parseDockerfile(head + body, 'Dockerfile')
    return stages.flatMap(({ instructions }) =>
      instructions.flatMap((one) => (one.kind === 'copy' || one.kind === 'add' ? [[...one.sources]] : [])),
    )
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    expect(error).toMatchObject({ code: 'bad-dockerfile', kind: 'input', place: { file: 'Dockerfile' } })
    return `${error.place?.line}: ${error.message}`
  }
}

describe('lines', () => {
  it.each<[string, string, string[][]]>([
    ['continuation', 'COPY a \\\n b /o/', [['a', 'b']]],
    ['continuation with space after it', 'COPY a \\  \n b /o/', [['a', 'b']]],
    ['continuation joins words', 'COPY a\\\nb /o/', [['ab']]],
    ['continuation inside a keyword', 'CO\\\nPY a /o/', [['a']]],
    ['a comment inside', 'COPY a \\\n# one\n   # two\n b /o/', [['a', 'b']]],
    ['blank lines inside', 'COPY a \\\n\n  \n b /o/', [['a', 'b']]],
    ['an escape alone', '\\\nCOPY a /o/', [['a']]],
    ['an escape at the very end', 'COPY a b /o/ \\', [['a', 'b']]],
    ['Windows line ends', 'COPY a \\\r\nb /o/\r\nCOPY <<E c /o/\r\nCOPY x /\r\nE\r\n', [['a', 'b'], ['c']]],
    ['a no-break space before', '\u00a0COPY a /o/', [['a']]],
    ['tabs and odd blanks', '\tCOPY\va\f/o/', [['a']]],
    ['a backslash before a space does not join', 'COPY a\\ b /o/', [['a\\', 'b']]],
    ['quotes do not join either', 'COPY "a b" /o/', [['"a', 'b"']]],
    ['lower case', 'copy a /o/', [['a']]],
  ])('%s', (_, body, sources) => expect(read(body)).toEqual(sources))

  it('drops a byte order mark', () => expect(read('COPY a /o/', '\ufeffFROM scratch\n')).toEqual([['a']]))
})

describe('directives', () => {
  it.each<[string, string, string[][] | string]>([
    ['escape', '# escape=`\nFROM scratch\nCOPY a `\n b /o/', [['a', 'b']]],
    ['any case and spacing', '#EsCaPe = `\nFROM scratch\nCOPY a `\n b /o/', [['a', 'b']]],
    ['not after a blank line', '\n# escape=`\nFROM scratch\nCOPY a ` b /o/', [['a', '`', 'b']]],
    ['not after another comment', '# foo=bar\n# escape=`\nFROM scratch\nCOPY a ` b /o/', [['a', '`', 'b']]],
    ['an escape that is none', '# escape=x\nFROM scratch', "1: '# escape=' takes \\ or `, not 'x'."],
    ['twice', '# escape=`\n# escape=`\nFROM scratch', "2: There is more than one '# escape=' line."],
  ])('%s', (_, text, expected) => expect(read('', text)).toEqual(expected))

  it('gives the syntax', () =>
    expect(parseDockerfile('# syntax=docker/dockerfile:1\nFROM a', 'f').syntax).toEqual({ reference: 'docker/dockerfile:1', line: 1 }))
})

describe('here-documents', () => {
  it.each<[string, string, string[][] | string]>([
    ['read nothing', 'COPY <<E /o/h\nCOPY a /\nE\nCOPY b /o/', [[], ['b']]],
    ['several beside a file', 'COPY <<E <<F a /o/\n1\nE\n2\nF\nCOPY b /o/', [['a'], ['b']]],
    ['tabs before the end with <<-', 'COPY <<-E /o/h\n\t\tx\n\tE\nCOPY b /o/', [[], ['b']]],
    ['quoted', 'COPY <<"E" /o/h\n$x\nE\nCOPY b /o/', [[], ['b']]],
    ['with a descriptor', 'RUN cat 3<<E\nCOPY a /\nE\nCOPY b /o/', [['b']]],
    ['a line with a space more does not end it', 'COPY <<E /o/h\nE \nCOPY a /\nE\nCOPY b /o/', [[], ['b']]],
    ['not in JSON form', 'COPY ["<<E","/o/h"]\nCOPY b /o/', [[], ['b']]],
    ['not three', 'COPY <<<E /o/h\nCOPY b /o/', [['<<<E'], ['b']]],
    ['not in the middle of a word', 'COPY a<<E /o/h\nCOPY b /o/', [['a<<E'], ['b']]],
    ['under ONBUILD', 'ONBUILD COPY <<E /x\nCOPY b /\nE\nCOPY a /o/', [['a']]],
    ['not ended', 'COPY <<E /o/h\n E\nCOPY b /o/', "2: COPY has a here-document that no line 'E' ends."],
    ['as destination', 'COPY a <<E\nx\nE\n', '2: COPY cannot have a here-document for its destination.'],
  ])('%s', (_, body, expected) => expect(read(body)).toEqual(expected))
})

describe('JSON form', () => {
  it.each<[string, string, string[][] | string]>([
    ['strings with spaces and escapes', 'COPY ["s p","\\u0061","/o/"]', [['s p', 'a']]],
    ['text after it', 'COPY ["a","/o/"] junk', [['a']]],
    ['after flags', 'COPY --chown=1 ["a","/o/"]', [['a']]],
    ['single quotes are no JSON', "COPY ['a','b'] /o/", [["['a','b']"]]],
    ['not closed is no JSON', 'COPY ["a", "/o/"', [['["a",']]],
    ['a number', 'COPY ["a",1]', '2: COPY takes only strings in JSON form.'],
    ['of CMD', 'CMD [1]', '2: CMD takes only strings in JSON form.'],
  ])('%s', (_, body, expected) => expect(read(body)).toEqual(expected))
})

describe('flags', () => {
  it('reads them', () => {
    const [instruction] =
      parseDockerfile('FROM a\nCOPY --from=x --parents --exclude=*.R --exclude="s p" --link=false b /c', 'f').stages[0]?.instructions ?? []
    expect(instruction).toEqual({
      kind: 'copy',
      line: 2,
      sources: ['b'],
      destination: '/c',
      from: 'x',
      parents: true,
      excludes: ['*.R', 's p'],
      options: [],
      checksum: '',
    })
  })
  it.each([
    ['COPY --frm=x a /o/', '2: COPY does not take the flag --frm.'],
    ['COPY --__proto__=x a /o/', '2: COPY does not take the flag --__proto__.'],
    ['COPY --chown=1 --chown=2 a /o/', '2: COPY has the flag --chown twice.'],
    ['COPY --chown a /o/', '2: COPY needs a value for --chown.'],
    ['COPY --link=maybe a /o/', '2: COPY takes only --link, --link=true or --link=false.'],
    ['RUN --mount=type=bind,fr"om=x y', '2: RUN has a mount with a quote in the middle of a value.'],
    ['RUN --mount=from=$x y', "2: RUN cannot have variables in a mount's from; name a stage for it."],
  ])('%s', (body, expected) => {
    expect(read(body.replace('fr"om', 'fr\\"om'))).toBe(expected)
  })
  it('ends them at --', () => expect(read('COPY -- --a /o/')).toEqual([['--a']]))
})

describe('what BuildKit refuses', () => {
  it.each([
    ['', '1: The Dockerfile is empty.'],
    ['# only a comment\n', '1: The Dockerfile is empty.'],
    ['ARG x\n', '1: The Dockerfile has no FROM.'],
    ['COPY a /o/', '1: Only ARG may stand before the first FROM.'],
    ['FROM a b', '1: FROM takes an image, or an image AS a name.'],
    ['FROM a AS 1x', "1: FROM cannot name a stage '1x': a name begins with a letter and holds letters, digits, - _ and .."],
    ['FROM a\n<<<<<<< HEAD\nCOPY a b', '2: A merge conflict was left in the Dockerfile.'],
    ['FROM a\n=======', '2: A merge conflict was left in the Dockerfile.'],
    ['FROM a\nRUN a \\\n>>>>>>> theirs\n  b', '3: A merge conflict was left in the Dockerfile.'],
    ['FROM a\n\nCOPPY a b', '3: COPPY is not an instruction.'],
    ['FROM a\nCOPY a', '2: COPY requires a source and a destination.'],
    ['FROM a\nENV X', '2: ENV must have two arguments.'],
    ['FROM a\nENV X=a Y', "2: ENV must be of the form name=value, and 'Y' is not."],
    ['FROM a\nENV =a', '2: ENV cannot set a variable without a name.'],
    ['FROM a\nARG', '2: ARG requires at least one argument.'],
    ['FROM a\nWORKDIR', '2: WORKDIR requires an argument.'],
    ['FROM a\nSHELL sh', '2: SHELL takes a JSON array of strings.'],
    ['FROM a\nONBUILD FROM b', '2: ONBUILD cannot trigger FROM.'],
    ['FROM a\nRUN []', '2: RUN requires a command.'],
    ['FROM a\nRUN --network=foo x', '2: RUN takes only --network=default, none or host, not foo.'],
    ['FROM a\nVOLUME []', '2: VOLUME requires an argument.'],
    ['FROM a\nVOLUME [" "]', '2: VOLUME names a volume that is empty.'],
    ['FROM a\nHEALTHCHECK', '2: HEALTHCHECK requires an argument.'],
    ['FROM a\nHEALTHCHECK FOO', '2: HEALTHCHECK takes CMD or NONE, not FOO.'],
    ['FROM a\nHEALTHCHECK NONE x', '2: HEALTHCHECK NONE takes no arguments.'],
    ['FROM a\nHEALTHCHECK CMD', '2: HEALTHCHECK CMD requires a command.'],
    ['FROM a\nHEALTHCHECK CMD []', '2: HEALTHCHECK CMD requires a command.'],
    ['FROM a\nHEALTHCHECK --intervall=1s CMD x', '2: HEALTHCHECK does not take the flag --intervall.'],
  ])('%j', (text, expected) => expect(read('', text)).toBe(expected))
})

describe('HEALTHCHECK, as tried on BuildKit 0.13', () => {
  it.each([
    '--interval=0',
    '--interval=0s',
    '--interval=',
    '--interval=1h30m',
    '--interval=1.5s',
    '--interval=1ms',
    '--interval=+.5s',
    '--retries=',
    '--retries=+3',
  ])('takes %s', (flag) => expect(read('', `FROM a\nHEALTHCHECK ${flag} CMD --x`)).toEqual([]))
  it.each([
    ['--interval=1', '2: HEALTHCHECK needs a time with its unit for --interval, such as 30s, not 1.'],
    ['--timeout=abc', '2: HEALTHCHECK needs a time with its unit for --timeout, such as 30s, not abc.'],
    ['--start-period=1d', '2: HEALTHCHECK needs a time with its unit for --start-period, such as 30s, not 1d.'],
    ['--start-interval=$X', '2: HEALTHCHECK needs a time with its unit for --start-interval, such as 30s, not $X.'],
    ['--interval=-1s', '2: HEALTHCHECK needs at least 1ms for --interval, not -1s.'],
    ['--interval=500us', '2: HEALTHCHECK needs at least 1ms for --interval, not 500us.'],
    ['--retries=-1', '2: HEALTHCHECK needs a whole number for --retries, not -1.'],
    ['--retries=abc', '2: HEALTHCHECK needs a whole number for --retries, not abc.'],
  ])('refuses %s', (flag, expected) => expect(read('', `FROM a\nHEALTHCHECK ${flag} CMD x`)).toBe(expected))
  it.each(['NONE', '--interval=1 none'])('takes %s', (rest) => expect(read('', `FROM a\nHEALTHCHECK ${rest}`)).toEqual([]))
})

describe('hostile text', () => {
  const MEGABYTE = 1 << 20
  it.each<[string, (size: number) => string]>([
    ['a long RUN', (size) => `FROM a\nRUN x${' \\\n  && echo hello world'.repeat(size / 24)}`],
    ['quotes', (size) => `FROM a\nRUN <<E ${'"a'.repeat(size / 2)}`],
    ['brackets', (size) => `FROM a\nCOPY ${'['.repeat(size)}`],
    ['here-documents', (size) => `FROM a\nRUN ${'<<E '.repeat(size / 8)}\n${'E\n'.repeat(size / 8)}`],
    ['a directive', (size) => `# escape=${' x'.repeat(size / 2)}\nFROM a`],
    ['blanks', (size) => `FROM a${' '.repeat(size)}b`],
  ])('%s take steps in proportion', (_, text) => {
    const growth = growthOnDoubling(1 << 14, (size) => {
      const whole = text(size)
      return () => read('', whole)
    })
    expect(growth).toBeLessThan(LINEAR)
    // Patterns take no steps: what is not linear in one would not come to an end.
    expect(read('', text(MEGABYTE))).toBeDefined()
  })
})
