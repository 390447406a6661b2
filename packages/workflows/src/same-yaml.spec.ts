import { describe, expect, it } from 'vitest'
import { isSameYaml } from './same-yaml.js'
import { planWorkflows } from './plan-workflows.js'
import { sampleFacts } from './testing/sample-facts.js'
import { EVERYTHING, withOptions } from './testing/variants.js'

const TEXT = `# made
# by a program

name: 'a'
on: { push: { branches: [main] } }

jobs:
  # the first
  x:
    steps:
      - uses: a/b@c # v1
      - run: |
          echo a
          echo b
`

describe('isSameYaml', () => {
  it.each([
    ['quotes', TEXT.replace("'a'", '"a"')],
    ['none', TEXT.replace("'a'", 'a')],
    ['blank lines', TEXT.replaceAll('\n\n', '\n')],
    ['a list in lines', TEXT.replace('on: { push: { branches: [main] } }', 'on:\n  push:\n    branches:\n      - main')],
    [
      'indentation',
      TEXT.replace('      - uses: a/b@c # v1\n      - run', '    - uses: a/b@c # v1\n    - run').replaceAll(
        '          echo',
        '        echo',
      ),
    ],
    ['a longer space before a comment', TEXT.replace(' # v1', '    # v1')],
  ])('takes another layout for the same: %s', (_, other) => expect(isSameYaml(TEXT, other)).toBe(true))

  it.each([
    ['a value', TEXT.replace('main', 'dev')],
    ['a type', TEXT.replace("'a'", '1')],
    ['the order of steps', TEXT.replace(/( {6}- uses.*\n)([^]*)/, '$2$1')],
    ['a line of a script', TEXT.replace('echo b', 'echo c')],
    ['a comment', TEXT.replace('# v1', '# v2')],
    ['a comment that is gone', TEXT.replace('  # the first\n', '')],
    ['what is no YAML', TEXT.replace('jobs:', 'jobs: [')],
    ['one key more', `${TEXT}env: {}\n`],
  ])('tells a change: %s', (_, other) => expect(isSameYaml(TEXT, other)).toBe(false))

  it('holds for every generated workflow as Prettier lays it out', async () => {
    const { format } = await import('prettier')
    for (const options of [{}, { singleQuote: true, printWidth: 140 }, { tabWidth: 4, printWidth: 60, proseWrap: 'always' as const }]) {
      for (const [file, text] of planWorkflows(sampleFacts({ options: withOptions(EVERYTHING) }))) {
        const formatted = await format(text, { ...options, parser: 'yaml' })
        expect(isSameYaml(formatted, text), file).toBe(true)
        expect(isSameYaml(formatted.replace('runs-on: ubuntu-latest', 'runs-on: elsewhere'), text)).toBe(
          !text.includes('runs-on: ubuntu-latest'),
        )
      }
    }
  })
})
