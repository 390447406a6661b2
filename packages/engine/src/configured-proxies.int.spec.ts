import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { readConfiguredProxies } from './configured-proxies.js'

async function namesOf(config: string): Promise<string[]> {
  const folder = createTestFolder()
  writeFileSync(join(folder, 'config.json'), config)
  return [...(await readConfiguredProxies({ DOCKER_CONFIG: folder }))].sort()
}

test.each([
  [{}, []],
  [{ proxies: {} }, []],
  [{ proxies: { default: { httpProxy: 'http://u:p@h', noProxy: '', unknown: 'x' } } }, ['HTTP_PROXY']],
  [
    {
      proxies: {
        default: { httpsProxy: 'x', ftpProxy: 'x', noProxy: 'x' },
        'tcp://other:1': { HttpProxy: 'x', allProxy: 'x' },
      },
    },
    ['ALL_PROXY', 'FTP_PROXY', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'],
  ],
  [{ proxies: ['x'] }, []],
])('%j', async (config, names) => {
  expect(await namesOf(JSON.stringify(config))).toEqual(names)
})

test('no configuration gives none; one that cannot be read is an error', async () => {
  expect(await readConfiguredProxies({ DOCKER_CONFIG: join(createTestFolder(), 'none') })).toEqual(new Set())
  await expect(namesOf('{')).rejects.toMatchObject({ code: 'bad-docker-config' })
})
