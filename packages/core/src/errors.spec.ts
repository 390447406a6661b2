import { expect, it } from 'vitest'
import { renderErrorInRow } from './errors.js'

const COULD_NOT = 'hello-r could not be built: the step ended with exit code: 3\n  step:   [1/2] RUN x'

it.each([
  ['modules/hello-r/Dockerfile', COULD_NOT, 'Dockerfile:7: the step ended with exit code: 3'],
  ['modules/hello-r/sub/renv.lock', 'hello-r: It is empty.', 'sub/renv.lock:7: It is empty.'],
  ['hello-r/Dockerfile', 'No stage.', 'Dockerfile:7: No stage.'],
  ['modules/r-base/Dockerfile', 'The base of hello-r is broken.', 'modules/r-base/Dockerfile:7: The base of hello-r is broken.'],
  [undefined, 'hello-r: The engine is gone.', 'The engine is gone.'],
])('in the row of hello-r, the error at %s is what its row does not say', (file, message, text) => {
  expect(renderErrorInRow('hello-r', { file, line: 7, message })).toBe(text)
})
