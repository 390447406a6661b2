// @ts-check

const NEST = 90

/** @param {number} size */
function fillOf(size) {
  return (/** @type {string} */ piece, length = size) => piece.repeat(Math.floor(length / piece.length))
}

/** @param {number} size */
function linesOf(size) {
  return (/** @type {(index: number) => string} */ line) => {
    const all = []
    for (let length = 0, index = 0; length < size; index++) {
      const text = line(index)
      all.push(text)
      length += text.length
    }
    return all.join('')
  }
}

/** @typedef {readonly (readonly [name: string, text: string])[]} Named */

/**
 * Dockerfiles of about a length, of each kind that a reader may take too long for. What they say may be refused: in time, too.
 *
 * @param {number} size
 * @returns {Named}
 */
export function longDockerfiles(size) {
  return [...ofLines(size), ...ofStages(size), ...ofSteps(size)]
}

/** Lines, here-documents and variables. @param {number} size @returns {Named} */
function ofLines(size) {
  const fill = fillOf(size)
  const lines = linesOf(size)
  return [
    ['one long line', `FROM scratch\nRUN ${fill('echo hello; ')}`],
    ['one long word', `FROM scratch\nCOPY ${fill('a')} /`],
    ['one long quoted word', `FROM scratch\nENV A="${fill('$A \\" ')}"`],
    ['a million short lines', `FROM scratch\n${fill('\n')}`],
    ['short comments', `FROM scratch\n${fill('#\n')}`],
    ['short instructions', `FROM scratch\n${fill('USER a\n')}`],
    ['instructions nobody knows', `FROM scratch\n${fill('a\n')}`],
    ['continuations', `FROM scratch\nRUN true${fill(' \\\n && true')}`],
    ['comments within continuations', `FROM scratch\nRUN true${fill(' \\\n# c\n && true')}`],
    ['continuations of nothing', `FROM scratch\n${fill('\\\n')}`],
    ['here-documents', `FROM scratch\n${fill('RUN <<E\ntrue\nE\n')}`],
    ['here-documents on one line', `FROM scratch\nRUN ${fill('<<E ', size / 2)}\n${fill('E\n', size / 4)}`],
    ['a here-document of many lines', `FROM scratch\nRUN <<E\n${fill('apt-get install a\n')}E\n`],
    ['here-documents that do not end', `FROM scratch\n${fill('RUN <<E\n')}`],
    ['ARGs', `FROM scratch\n${lines((index) => `ARG a${index}=$a${index - 1}\n`)}`],
    ['global ARGs', `${lines((index) => `ARG a${index}=\${a${index - 1}:-x}\n`)}FROM scratch\n`],
    ['one ARG of many', `FROM scratch\nARG ${lines((index) => `a${index}=b `)}\n`],
    ['ENV of growing values', `FROM scratch\nENV A=x\n${fill('ENV A=$A$A\n')}`],
    ['ENV and COPY of it', `FROM scratch\n${lines((index) => `ENV A=${index}\nCOPY $A /\n`)}`],
    ['one global ARG of many', `ARG ${lines((index) => `a${index}=b `)}\nFROM scratch\n`],
    ['a deep path', `FROM scratch\nCOPY ${fill('a/')} /\n`],
    ['a deep path to a mount', `FROM scratch\nRUN --mount=source=${fill('data/')},target=/a true\n`],
    ['a deep glob', `FROM scratch\nCOPY a*/${fill('*/')} /\n`],
    ['a deep path of --parents', `FROM scratch\nCOPY --parents ${fill('a/')}./b /\n`],
    ['labels', `FROM scratch\n${lines((index) => `LABEL a${index}=b\n`)}`],
  ]
}

/** Stages and what they copy. @param {number} size @returns {Named} */
function ofStages(size) {
  const fill = fillOf(size)
  const lines = linesOf(size)
  return [
    ['stages', lines((index) => `FROM scratch AS s${index}\nCOPY a /\n`)],
    ['images', fill('FROM debian:trixie-slim\n')],
    ['a chain of stages', `FROM scratch AS s0\n${lines((index) => `FROM s${index} AS s${index + 1}\n`)}`],
    ['a chain of copies', `FROM scratch AS s0\n${lines((index) => `FROM scratch AS s${index + 1}\nCOPY --from=s${index} / /\n`)}`],
    [
      'one stage of many parts',
      `${lines((index) => `FROM a AS s${index}\n`)}FROM scratch\n${Array.from({ length: size / 120 }, (_, index) => `COPY --from=s${index} / /\n`).join('')}`,
    ],
    ['nested variables', `FROM scratch\n${lines(() => `ENV A=${'${a:-'.repeat(NEST)}b${'}'.repeat(NEST)}\n`)}`],
    ['endlessly nested variables', `FROM scratch\nCOPY ${fill('${a:-${b:-')} /`],
    ['patterns in variables', `FROM scratch\nARG a=${'a'.repeat(500)}\n${fill('COPY ${a##*a*a*b} /\n')}`],
    ['sources', `FROM scratch\nCOPY ${fill('a ')}/`],
    ['sources one by one', `FROM scratch\n${lines((index) => `COPY a${index} /\n`)}`],
    ['globs', `FROM scratch\n${fill('COPY *a*/b*[c]? /\n')}`],
    ['a long glob', `FROM scratch\nCOPY ${fill('*a')} /`],
  ]
}

/** What RUN runs, and the rest. @param {number} size @returns {Named} */
function ofSteps(size) {
  const fill = fillOf(size)
  const lines = linesOf(size)
  return [
    ['mounts', `FROM scratch\n${lines((index) => `RUN --mount=source=a${index},target=/a true\n`)}`],
    ['mounts of one RUN', `FROM scratch\nRUN ${fill('--mount=source=a,target=/a ')} true`],
    ['flags', `FROM scratch\nCOPY ${fill('--exclude=*.a ')} a /`],
    ['JSON', `FROM scratch\nCOPY [${fill('"a",')}"/"]`],
    ['brackets', `FROM scratch\nRUN ${fill('[')}`],
    ['triggers', `FROM scratch AS a\n${fill('ONBUILD COPY a /\n')}FROM a\nFROM a\n`],
    ['quotes', `FROM scratch\nRUN ${fill(`"a'`)}`],
    ['substitutions', `FROM scratch\nRUN ${fill('$(')}`],
    ['pipes', `FROM scratch\nRUN ${fill('curl x | sh; ')}`],
    ['installs', `FROM scratch\nRUN ${fill('apt-get install a && ')} true`],
    ['installs one by one', `FROM scratch\n${fill('RUN apt-get update && apt-get install a\n')}`],
    ['pip', `FROM scratch\n${fill('RUN pip install a b c\n')}`],
    ['downloads', `FROM scratch\n${fill('RUN curl https://a.b/releases/latest/c\n')}`],
    ['R packages', `FROM scratch\n${fill(`RUN Rscript -e 'install.packages("a")'\n`)}`],
    ['ignore comments', `FROM scratch\n${fill('# module-images: ignore apt-lists\nRUN apt-get install a\n')}`],
    ['ignore comments for one line', `FROM scratch\n${fill('# module-images: ignore apt-lists\n')}RUN apt-get install a\n`],
    ['conflict markers', fill('<<<<<<< HEAD\n=======\n')],
    ['Windows line ends', `FROM scratch\r\n${fill('RUN a \\\r\n b\r\n')}`],
    ['spaces', `FROM scratch\nRUN a${fill(' ')}b`],
    ['NUL', fill('\0')],
  ]
}
