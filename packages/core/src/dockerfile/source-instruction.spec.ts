import { expect, it } from 'vitest'
import { parseDockerfile } from './parse-dockerfile.js'
import { readInstructions } from './source-instruction.js'

const TEXT = `# escape=\\
ARG A=1

FROM debian AS one
RUN --mount=type=cache,target=/c first \\
    # a comment
    \t&& second \\

    && third
COPY <<EOF /a
RUN no
EOF
  RUN <<-A <<B
\techo a
\tA
b
B
FROM one
CMD ["x"]\r
`

it('keeps every character in its place', () => {
  const read = readInstructions(TEXT, 'Dockerfile')
  expect(read.map(({ keyword, line, end, stage }) => [keyword, line, end, stage])).toEqual([
    ['ARG', 2, 2, -1],
    ['FROM', 4, 4, 0],
    ['RUN', 5, 9, 0],
    ['COPY', 10, 10, 0],
    ['RUN', 13, 13, 0],
    ['FROM', 18, 18, 1],
    ['CMD', 19, 19, 1],
  ])
  const lines = TEXT.split('\n')
  for (const { rest } of read) {
    for (const [offset, character] of [...rest.text].entries()) {
      const { line, column } = rest.placeOf(offset)
      expect(lines[line - 1]?.[column - 1]).toBe(character)
    }
  }
  const [first, second] = read[4]?.heredocs ?? []
  expect([first?.text, first?.placeOf(1)]).toEqual(['\techo a', { line: 14, column: 2 }])
  expect([second?.text, second?.placeOf(0)]).toEqual(['b', { line: 16, column: 1 }])
})

it('reads as many instructions as the parser', () => {
  const stages = parseDockerfile(TEXT, 'Dockerfile').stages.map(({ instructions }) => instructions.length)
  const read = readInstructions(TEXT, 'Dockerfile').filter(({ keyword, stage }) => stage >= 0 && keyword !== 'FROM')
  expect([0, 1].map((index) => read.filter(({ stage }) => stage === index).length)).toEqual(stages)
})

it('takes what a trigger of ONBUILD is given for text, as the parser does', () => {
  const text = 'FROM scratch\nONBUILD RUN <<EOF\nFROM debian\nEOF\nRUN a\n'
  const read = readInstructions(text, 'Dockerfile')
  expect(read.map(({ keyword, line, stage }) => [keyword, line, stage])).toEqual([
    ['FROM', 1, 0],
    ['ONBUILD', 2, 0],
    ['RUN', 5, 0],
  ])
  expect(read[1]?.heredocs.map((body) => body.text)).toEqual(['FROM debian'])
})
