import { expect, it } from 'vitest'
import { readDeclaredProxies } from './declared-proxies.js'
import { parseDockerfile } from './parse-dockerfile.js'

const declared = (text: string, target?: string) =>
  readDeclaredProxies(parseDockerfile(text, 'Dockerfile'), target).map(({ name, line }) => `${name}:${line}`)

it.each([
  [
    'each of the names, in capitals and not',
    'FROM a\nARG HTTP_PROXY https_proxy=x NO_PROXY\narg FTP_PROXY all_proxy\n',
    ['HTTP_PROXY:2', 'https_proxy:2', 'NO_PROXY:2', 'FTP_PROXY:3', 'all_proxy:3'],
  ],
  ['a name in quotes', 'FROM a\nARG "HTTP_PROXY" ht\\tp_proxy\n', ['HTTP_PROXY:2', 'http_proxy:2']],
  ['other names, ENV and RUN', 'FROM a\nARG MY_HTTP_PROXY HTTP_PROXY_X PROXY\nENV HTTP_PROXY=x\nRUN echo $HTTP_PROXY\n', []],
  ['before the first FROM, which no RUN sees', 'ARG HTTP_PROXY\nFROM a\nRUN x\n', []],
  ['a stage the image starts from', 'FROM a AS b\nARG HTTP_PROXY\nFROM b\n', ['HTTP_PROXY:2']],
  ['a stage that is copied from', 'FROM a AS b\nARG HTTP_PROXY\nFROM a\nCOPY --from=b / /\n', []],
  ['a stage that may be the base', 'ARG BASE=b\nFROM a AS b\nARG HTTP_PROXY\nFROM $BASE\n', ['HTTP_PROXY:3']],
  ['what a stage leaves to the next', 'FROM a AS b\nONBUILD ARG x HTTP_PROXY\nFROM b\n', ['HTTP_PROXY:2']],
  ['what the image leaves to others', 'FROM a\nONBUILD ARG HTTP_PROXY\n', []],
])('%s', (_, text, expected) => {
  expect(declared(text)).toEqual(expected)
})

it('counts as far as the target', () => {
  const text = 'FROM a AS first\nARG HTTP_PROXY\nFROM first AS second\nARG NO_PROXY\n'
  expect(declared(text, 'FIRST')).toEqual(['HTTP_PROXY:2'])
  expect(declared(text, 'nowhere')).toEqual([])
})
