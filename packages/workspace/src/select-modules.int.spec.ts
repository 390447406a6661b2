import { expect, it } from 'vitest'
import { readWorkspace, temporaryWorkspace } from './testing/index.js'
import { selectModules } from './select-modules.js'

const FILES = { 'modules/hello-r/Dockerfile': 'FROM scratch\n', 'modules/hello-python/Dockerfile': 'FROM scratch\n' }

it.each([
  ['helo-r', "Did you mean 'hello-r'?\nThe modules glob is modules/*"],
  ['modules/hello-pyton/', "Did you mean 'modules/hello-python'?\nThe modules glob is modules/*"],
  ['nothing-like-it', 'The modules glob is modules/*'],
])('suggests for %s what may have been meant', (given, fix) => {
  const workspace = readWorkspace(temporaryWorkspace(FILES))
  expect(() => selectModules(workspace, [given])).toThrow(
    expect.objectContaining({ code: 'unknown-module', fix: `${fix}; a module is a folder of it with a Dockerfile.` }),
  )
})
