import { describe, expect, it } from 'vitest'
import { planRunRequest } from './plan-run-request.js'

const place = { workspaceRoot: '/home/a b/repo', moduleRoot: 'modules/hello-r' }
const caller = { user: '1234:1234', interactive: false, env: { TOKEN: 's3cret', OTHER: 'x' } }

describe('planRunRequest', () => {
  it('starts the default script as it is, with the arguments as given', () => {
    expect(planRunRequest(place, 'r/hello-r:key-1', { args: ['--seed'], __unparsed__: ['$(id)'] }, caller)).toEqual({
      image: 'r/hello-r:key-1',
      command: './run.sh',
      args: ['--seed', '$(id)'],
      mounts: [{ source: '/home/a b/repo', target: '/workspace', readonly: false }],
      workdir: '/workspace/modules/hello-r',
      user: '1234:1234',
      env: { HOME: '/tmp' },
      interactive: false,
      tty: false,
    })
  })

  it('leaves a command line to the shell of the image, and arguments out of it', () => {
    const request = planRunRequest(place, 'r/hello-r:key-1', { command: 'Rscript a.R | head', args: ['; rm -rf /'] }, caller)
    expect([request.command, ...(request.args ?? [])]).toEqual(['/bin/sh', '-c', 'Rscript a.R | head "$@"', 'sh', '; rm -rf /'])
  })

  it('passes only the variables that are named, and that there are', () => {
    expect(planRunRequest(place, 'i', { env: ['TOKEN', 'ABSENT'] }, caller).env).toEqual({ HOME: '/tmp', TOKEN: 's3cret' })
  })
})
