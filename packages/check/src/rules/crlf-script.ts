import { baseName } from '../shell/run-step.js'
import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'
import { lineOfInput } from './input-line.js'

export const crlfScript: ModuleRule = {
  id: 'crlf-script',
  scope: 'module',
  title: 'Scripts end their lines as Linux does',
  severity: 'error',
  why: 'A shell takes the carriage return for a part of each word, and no interpreter has one in its name: the script fails with "not found", although it is there.',
  fix: 'Save the file with line ends of Linux, and keep git from changing them: *.sh text eol=lf in .gitattributes.',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY run.sh /\nRUN sh /run.sh\n', 'run.sh': 'make\n' } },
      {
        files: {
          Dockerfile: "FROM debian:trixie-slim\nCOPY run.sh /\nRUN sed -i 's/\\r$//' /run.sh && sh /run.sh\n",
          'run.sh': 'make\r\n',
        },
      },
    ],
    failing: [
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n', 'run.sh': '#!/bin/sh\r\nmake\r\n' },
        lines: ['Dockerfile:2'],
        note: 'each line of run.sh ends with a carriage return',
      },
    ],
  },
  check({ build }) {
    if (!build || build.crlfScripts.length === 0 || convertsLineEnds(build)) return []
    return build.crlfScripts.map((path) => ({
      message: `'${path}' ends its lines as Windows does.`,
      place: { file: build.file, line: lineOfInput(build, path) },
      ...(isNamed(build, baseName(path)) ? {} : { atMost: 'warning' as const }),
    }))
  },
}

function convertsLineEnds({ instructions }: BuildCheckFacts): boolean {
  return instructions.some(({ keyword, rest }) => keyword === 'RUN' && /dos2unix|\\r/.test(rest.text))
}

/** Of others it is not known whether anything runs them. */
function isNamed({ instructions }: BuildCheckFacts, name: string): boolean {
  return instructions.some(({ keyword, rest }) => ['RUN', 'CMD', 'ENTRYPOINT'].includes(keyword) && rest.text.includes(name))
}
