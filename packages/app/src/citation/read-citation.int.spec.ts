import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { expect, it } from 'vitest'
import { readCitation } from './read-citation.js'

const OWN = 'modules/a/CITATION.cff'
const COMMON = 'title: All of it\nauthors: [{name: The lab}]\nlicense: MIT\ndoi: 10.5281/zenodo.1\n'
const read = (files: Readonly<Record<string, string>>) =>
  readCitation(readWorkspace(temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n', ...files })).files, 'modules/a')

it("takes a module's own words before those of the workspace, whose title is not the module's", () => {
  expect(read({ 'CITATION.cff': COMMON })).toEqual({
    citation: { authors: ['The lab'], title: undefined, doi: '10.5281/zenodo.1', licence: 'MIT' },
    problems: [],
  })
  expect(read({ 'CITATION.cff': COMMON, [OWN]: 'title: A\nauthors: [{family-names: Doe}]\n' }).citation).toEqual({
    authors: ['Doe'],
    title: 'A',
    doi: undefined,
    licence: 'MIT',
  })
})

it('takes the licence of a README where no citation file says one', () => {
  const readme = '# a\n\n## License\n\nBSD-3-Clause\n'
  expect(read({ 'modules/a/README.md': readme, 'CITATION.cff': COMMON }).citation.licence).toBe('BSD-3-Clause')
  expect(read({ 'README.md': readme }).citation).toMatchObject({ authors: [], licence: 'BSD-3-Clause' })
  expect(read({}).citation.licence).toBeUndefined()
})

it('names a file that cannot be read, and goes on with the others', () => {
  const { citation, problems } = read({ [OWN]: 'a: [\n', 'CITATION.cff': COMMON })
  expect(citation).toMatchObject({ authors: ['The lab'], licence: 'MIT' })
  expect(problems).toMatchObject([{ code: 'bad-citation', place: { file: OWN } }])
})
