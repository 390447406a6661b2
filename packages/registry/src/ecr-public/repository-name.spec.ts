import { expect, it } from 'vitest'
import { parseRepositoryName } from './repository-name.js'

it.each([
  ['openscpca/hello-r', 'hello-r'],
  ['lab/tools/a_b.c', 'tools/a_b.c'],
  [`lab/${'a'.repeat(205)}`, 'a'.repeat(205)],
])('%s is the repository %s', (repository, name) => expect(parseRepositoryName(repository)).toBe(name))

it.each(['hello-r', 'lab/Hello-R', 'lab/a', `lab/${'a'.repeat(206)}`, 'lab/a--b', 'lab/-a', 'lab/a/', '/ab', 'lab/a b', 'lab/..', ''])(
  'refuses %j with the rule',
  (repository) => {
    expect(() => parseRepositoryName(repository)).toThrow(
      expect.objectContaining({ code: 'bad-repository-name', fix: expect.stringContaining('2 to 205 characters') as string }),
    )
  },
)
