import { describe, expect, it } from 'vitest'
import { parseContainerOptions } from './container-options.js'
import { absentVariables, type Caller, type ContainerFacts, planContainer } from './plan-container.js'

const facts: ContainerFacts = {
  ...{ workspaceRoot: '/home/a b/repo', moduleRoot: 'modules/hello-r', image: 'r/hello-r:key-1' },
  ...{ entrypoint: [], namespace: 'host', mounts: [], publish: [], argv: ['./run.sh', '$(id)'] },
}
const caller: Caller = { user: '1234:1234', env: { TOKEN: 's3cret', OTHER: 'x' }, interactive: false, tty: false }
const options = (given: object = {}) => parseContainerOptions(given, 'test')

describe('planContainer', () => {
  it('mounts the repository, starts in the module, and is the caller', () => {
    expect(planContainer(facts, options(), caller)).toEqual({
      image: 'r/hello-r:key-1',
      command: './run.sh',
      args: ['$(id)'],
      mounts: [{ source: '/home/a b/repo', target: '/workspace', readonly: false }],
      publish: [],
      workdir: '/workspace/modules/hello-r',
      user: '1234:1234',
      env: { HOME: '/tmp' },
      interactive: false,
      tty: false,
    })
  })

  it('passes on limits, terminal and data, which is only read', () => {
    const given = { memory: '8g', cpus: 2, network: 'none', platform: 'linux/arm64', user: 'image' }
    const mounts = [{ source: '/scratch', target: '/data/scratch' }]
    const request = planContainer({ ...facts, mounts }, options(given), { ...caller, interactive: true, tty: true })
    expect(request).toMatchObject({
      memory: '8g',
      cpus: 2,
      network: 'none',
      platform: 'linux/arm64',
      interactive: true,
      tty: true,
      env: {},
    })
    expect(request.mounts.slice(1)).toEqual([{ source: '/scratch', target: '/data/scratch', readonly: true }])
    expect(request.user).toBeUndefined()
  })

  it('passes on only the variables that are named, and knows which there are not', () => {
    const names = ['TOKEN', 'ABSENT']
    expect(planContainer(facts, options({ env: names }), caller).env).toEqual({ HOME: '/tmp', TOKEN: 's3cret' })
    expect(absentVariables(names, caller.env)).toEqual(['ABSENT'])
  })
})
