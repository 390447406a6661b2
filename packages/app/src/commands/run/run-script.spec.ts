import { expect, it } from 'vitest'
import { planLoginArgv, planScriptArgv } from './run-script.js'

it('starts the script as it is, with the arguments as given', () => {
  expect(planScriptArgv(undefined, ['--seed', '$(id)'])).toEqual(['./run.sh', '--seed', '$(id)'])
})

it('leaves a command line to the shell of the image, and arguments out of it', () => {
  const argv = ['/bin/sh', '-c', 'Rscript a.R | head "$@"', 'sh', '; rm -rf /']
  expect(planScriptArgv('Rscript a.R | head', ['; rm -rf /'])).toEqual(argv)
})

it('appends nothing where there are no arguments, so that a loop is a command line too', () => {
  const loop = 'for x in 1 2; do echo $x; done'
  expect(planScriptArgv(loop, [])).toEqual(['/bin/sh', '-c', loop, 'sh'])
})

it('hands script or command line to a login shell, with the arguments as given', () => {
  const start = 'command -v bash >/dev/null && exec bash -l "$@"; exec sh -l "$@"'
  expect(planLoginArgv(undefined, ['$(id)'])).toEqual(['/bin/sh', '-c', start, 'sh', '-c', 'exec ./run.sh "$@"', 'sh', '$(id)'])
  expect(planLoginArgv('Rscript a.R', ['; id'])).toEqual(['/bin/sh', '-c', start, 'sh', '-c', 'Rscript a.R "$@"', 'sh', '; id'])
  expect(planLoginArgv('echo a', [])).toEqual(['/bin/sh', '-c', start, 'sh', '-c', 'echo a', 'sh'])
})
