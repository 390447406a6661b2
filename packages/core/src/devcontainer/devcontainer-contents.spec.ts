import { expect, it } from 'vitest'
import { findContents } from './devcontainer-contents.js'

it.each([
  [['renv.lock'], ['r']],
  [
    ['a.Rmd', 'b.qmd'],
    ['r', 'quarto'],
  ],
  [['requirements.txt'], ['python']],
  [
    ['conda-lock.yml', 'x.ipynb'],
    ['python', 'notebooks'],
  ],
  [
    ['a.py', 'a.R'],
    ['r', 'python'],
  ],
  [['run.sh', 'Dockerfile', 'package-lock.json', 'apt.txt'], []],
])('%j is of %j', (names, languages) => {
  const found = Object.entries(findContents(names)).filter(([, is]) => is)
  expect(found.map(([language]) => language)).toEqual(languages)
})
