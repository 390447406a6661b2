import { describe, expect, it } from 'vitest'
import { CONTAINER_OPTION_NAMES, parseContainerOptions } from './container-options.js'

describe('parseContainerOptions', () => {
  it('fills in the defaults and leaves out what is not about containers', () => {
    expect(parseContainerOptions({ command: 'x', __unparsed__: [] }, 'docker-run')).toEqual({
      mount: [],
      env: [],
      publish: [],
      user: 'caller',
    })
  })

  it('takes all', () => {
    const options = {
      mount: ['/d'],
      env: ['TOKEN'],
      publish: ['80'],
      user: '1:2',
      memory: '1.5GiB',
      cpus: 0.5,
      network: 'none',
      platform: 'linux/arm64',
    }
    expect(parseContainerOptions(options, 'docker-run')).toEqual(options)
    expect(CONTAINER_OPTION_NAMES).toEqual(Object.keys(options))
  })

  it.each([
    [{ env: ['TOKEN=s3cret'] }, 'env[0]'],
    [{ memory: 'lots' }, 'memory'],
    [{ memory: '8g --privileged' }, 'memory'],
    [{ cpus: 0 }, 'cpus'],
    [{ platform: 'arm64' }, 'platform'],
    [{ mount: [''] }, 'mount[0]'],
    [{ mount: '/data' }, 'mount'],
  ])('refuses %j, naming the option and no value of a variable', (options, name) => {
    expect(() => parseContainerOptions(options, 'docker-run')).toThrow(
      expect.objectContaining({ code: 'bad-run-options', message: expect.stringMatching(new RegExp(`docker-run[^]*at ${escape(name)}`)) }),
    )
    expect(() => parseContainerOptions(options, 'docker-run')).not.toThrow('s3cret')
  })
})

function escape(text: string): string {
  return text.replace(/[[\]]/g, '\\$&')
}
