import { describe, expect, it } from 'vitest'
import { planCommand } from './plan-command.js'

const argv = ['./run.sh', '--seed', '7'] as const

describe('planCommand', () => {
  it.each([[[]], [['/usr/bin/tini', '--']], [['conda', 'run', '-n', 'env']], [['/init']], [['Rscript', '-e']]])(
    'lets the words follow an entrypoint %j',
    (entrypoint) => expect(planCommand([...argv], entrypoint)).toEqual({ command: './run.sh', args: ['--seed', '7'] }),
  )

  it.each([[['/bin/bash', '-c']], [['bash', '-l', '-c']], [['tini', '--', '/bin/sh', '-ec']], [['/usr/bin/env', 'zsh', '-lc']]])(
    'hands the words through the shell %j',
    (entrypoint) => expect(planCommand([...argv], entrypoint)).toEqual({ command: 'exec "$@"', args: ['sh', './run.sh', '--seed', '7'] }),
  )

  it('replaces an entrypoint that ignores what follows', () => {
    const entrypoint = ['/bin/sh', '-c', 'exec server --port 80']
    expect(planCommand([...argv], entrypoint)).toEqual({ entrypoint: './run.sh', command: '--seed', args: ['7'] })
    expect(planCommand(['./run.sh'], entrypoint)).toEqual({ entrypoint: './run.sh', args: [] })
  })
})
