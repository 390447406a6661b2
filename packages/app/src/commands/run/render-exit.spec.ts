import { expect, it } from 'vitest'
import { isExplained, renderExit } from './render-exit.js'

it.each([
  [125, /^✗ a ended with exit code 125\n {2}Docker's own code .*the module did not run\.$/],
  [126, /cannot be executed/],
  [127, /A command was not found\..*login shell.*--login-shell/],
  [127, /docker's own message .* did not find \/bin\/sh, the image has no shell/],
  [137, /memory ran out/],
])('says what exit code %i tells', (exitCode, text) => {
  expect([isExplained(exitCode), renderExit('a', exitCode)]).toEqual([true, expect.stringMatching(text)])
})

it("leaves a code of the module's own without a meaning", () => {
  expect([isExplained(3), renderExit('a', 3)]).toEqual([false, '✗ a ended with exit code 3'])
})
