import { expect, it } from 'vitest'
import { planProgram } from './plan-program.js'

const script = (command: string | undefined, args: readonly string[]) => planProgram({ command, args, loginShell: false })
const login = (command: string | undefined, args: readonly string[]) => planProgram({ command, args, loginShell: true })

it('starts the script as it is, with the arguments as given', () => {
  expect(script(undefined, ['--seed', '$(id)'])).toEqual(['./run.sh', '--seed', '$(id)'])
})

it('leaves a command line to the shell of the image, and arguments out of it', () => {
  const argv = ['/bin/sh', '-c', 'Rscript a.R | head "$@"', 'sh', '; rm -rf /']
  expect(script('Rscript a.R | head', ['; rm -rf /'])).toEqual(argv)
})

it('appends nothing where there are no arguments, so that a loop is a command line too', () => {
  const loop = 'for x in 1 2; do echo $x; done'
  expect(script(loop, [])).toEqual(['/bin/sh', '-c', loop, 'sh'])
})

it('hands script or command line to a login shell, with the arguments as given', () => {
  const start = 'command -v bash >/dev/null && exec bash -l "$@"; exec sh -l "$@"'
  expect(login(undefined, ['$(id)'])).toEqual(['/bin/sh', '-c', start, 'sh', '-c', 'exec ./run.sh "$@"', 'sh', '$(id)'])
  expect(login('Rscript a.R', ['; id'])).toEqual(['/bin/sh', '-c', start, 'sh', '-c', 'Rscript a.R "$@"', 'sh', '; id'])
  expect(login('echo a', [])).toEqual(['/bin/sh', '-c', start, 'sh', '-c', 'echo a', 'sh'])
})
