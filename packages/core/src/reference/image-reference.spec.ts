import { describe, expect, it } from 'vitest'
import { ModuleImagesError } from '../errors.js'
import { isRepository, parseImageReference, renderImageReference, withDefaultTag } from './image-reference.js'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('parseImageReference', () => {
  it.each([
    ['debian', { host: 'docker.io', repository: 'library/debian' }],
    ['debian:trixie-slim', { host: 'docker.io', repository: 'library/debian', tag: 'trixie-slim' }],
    ['docker.io/debian', { host: 'docker.io', repository: 'library/debian' }],
    ['index.docker.io/bioconductor/r-ver:4.4', { host: 'docker.io', repository: 'bioconductor/r-ver', tag: '4.4' }],
    ['public.ecr.aws/openscpca/hello-r:latest', { host: 'public.ecr.aws', repository: 'openscpca/hello-r', tag: 'latest' }],
    ['127.0.0.1:5000/a', { host: '127.0.0.1:5000', repository: 'a' }],
    ['localhost/a/b__c--d', { host: 'localhost', repository: 'a/b__c--d' }],
    ['[::1]:5000/a:1', { host: '[::1]:5000', repository: 'a', tag: '1' }],
    ['GHCR.io/a/b', { host: 'ghcr.io', repository: 'a/b' }],
    [`debian:12@${digest}`, { host: 'docker.io', repository: 'library/debian', tag: '12', digest }],
  ])('%s', (text, expected) => {
    expect(parseImageReference(text)).toEqual(expected)
  })

  it.each([
    '',
    'Debian',
    'a//b',
    'a:',
    'a:-x',
    'a b',
    'a@sha256:00',
    `a@${digest}@${digest}`,
    'host.x/',
    '-a.b/c',
    'a$(id)',
    'a\nb',
    '../a',
    `a:${'t'.repeat(129)}`,
    'a'.repeat(256),
  ])('refuses %j with the place', (text) => {
    const parse = () => parseImageReference(text, { file: 'modules/a/Dockerfile', line: 3 })
    expect(parse).toThrow(ModuleImagesError)
    expect(parse).toThrow(expect.objectContaining({ code: 'bad-image-reference', place: { file: 'modules/a/Dockerfile', line: 3 } }))
  })

  it('renders in full, with the default tag only when asked', () => {
    expect(renderImageReference(parseImageReference('debian'))).toBe('docker.io/library/debian')
    expect(renderImageReference(withDefaultTag(parseImageReference('debian')))).toBe('docker.io/library/debian:latest')
    expect(renderImageReference(withDefaultTag(parseImageReference(`debian@${digest}`)))).toBe(`docker.io/library/debian@${digest}`)
  })
})

describe('isRepository', () => {
  it.each(['hello-r', 'a/b', 'a.b', 'a_b', 'a__b', 'a---b', '0'])('takes %s', (name) => expect(isRepository(name)).toBe(true))
  it.each(['hello-R', 'a..b', 'a___b', '-a', 'a-', 'a/', '/a', 'é', ''])('refuses %j', (name) => expect(isRepository(name)).toBe(false))
})
