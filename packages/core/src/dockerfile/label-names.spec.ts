import { describe, expect, it } from 'vitest'
import { readLabelNames } from './label-names.js'
import { parseDockerfile } from './parse-dockerfile.js'

const text = `FROM debian AS base
LABEL a=1 "b.c"="2"
FROM base AS Middle
LABEL d old style
FROM scratch AS other
LABEL z=1
FROM middle
LABEL e=$x \\
      'f'=3
`

describe('readLabelNames', () => {
  const dockerfile = parseDockerfile(text, 'Dockerfile')
  const names = (target?: string) => [...readLabelNames(dockerfile, target)].sort()

  it('follows the stages the last one starts from', () => expect(names()).toEqual(['a', 'b.c', 'd', 'e', 'f']))
  it('stops at the target, named in any case', () => expect(names('MIDDLE')).toEqual(['a', 'b.c', 'd']))
  it('takes the last of stages that share a name, as a build does', () => {
    expect([...readLabelNames(parseDockerfile('FROM a AS s\nLABEL a=1\nFROM b AS s\nLABEL b=1\nFROM c', 'Dockerfile'), 's')]).toEqual(['b'])
  })
  it('knows of none in a target that is not there', () => expect(names('nowhere')).toEqual([]))
})
