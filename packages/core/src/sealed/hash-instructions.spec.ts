import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../dockerfile/parse-dockerfile.js'
import { hashInstructions } from './hash-instructions.js'

const TEXT = 'ARG V=1\nFROM debian:$V\nRUN echo a && \\\n  echo b\nCOPY <<EOF /a\n# kept\n\nx\nEOF\n'
const key = (text: string) => hashInstructions(parseDockerfile(text, 'Dockerfile'))

describe('instructions', () => {
  it.each([
    ['a comment', `# why\n${TEXT}`],
    ['blank lines', TEXT.replace('FROM', '\n\n  \nFROM')],
    ['a comment inside an instruction', TEXT.replace('&& \\\n', '&& \\\n# why\n')],
    ['a byte order mark', `\ufeff${TEXT}`],
    ['no line end at the end', TEXT.slice(0, -1)],
    [
      'line ends of Windows outside here-documents',
      'ARG V=1\r\nFROM debian:$V\r\nRUN echo a && \\\r\n  echo b\r\nCOPY <<EOF /a\n# kept\n\nx\nEOF\n',
    ],
  ])('%s makes no difference', (_, text) => {
    expect(text).not.toBe(TEXT)
    expect(key(text)).toBe(key(TEXT))
  })

  it.each([
    ['a word', TEXT.replace('echo b', 'echo c')],
    ['space inside an instruction', TEXT.replace('a &&', 'a  &&')],
    ['a line that looks like a comment in a here-document', TEXT.replace('# kept\n', '')],
    ['a blank line in a here-document', TEXT.replace('kept\n\n', 'kept\n')],
    ['a line end of Windows in a here-document', TEXT.replace('x\n', 'x\r\n')],
    ['an escape directive', `# escape=\\\n${TEXT}`],
    ['a frontend', `# syntax=docker/dockerfile:1\n${TEXT}`],
    ['the order', TEXT.replace('ARG V=1\nFROM debian:$V\n', 'ARG V=1\nFROM debian:$V\nARG V=1\n')],
  ])('%s makes one', (_, text) => {
    expect(text).not.toBe(TEXT)
    expect(key(text)).not.toBe(key(TEXT))
  })
})
