import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { runProcess, sweepRunFolders } from '@module-images/process'
import { createConfigFolder } from './config-folder.js'

const readConfig = (path: string): unknown => JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'))

function createUserConfig(config: object) {
  const folder = createTestFolder()
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  return { folder, env: { DOCKER_CONFIG: folder } }
}

describe('createConfigFolder', () => {
  test("adds sign-ins to the user's configuration, for its owner's eyes alone, and leaves the user's file as it was", async () => {
    const user = createUserConfig({
      currentContext: 'mine',
      credsStore: 'desktop',
      credHelpers: { 'a.example': 'a', 'b.example': 'b' },
      auths: { 'c.example': { auth: 'eDp5' } },
    })
    const before = readFileSync(join(user.folder, 'config.json'), 'utf8')
    const auths = { 'a.example': { username: 'me', password: 'pä:ss' }, '127.0.0.1:5000': { identityToken: 'token' } }
    const folder = await createConfigFolder({ auths }, { parent: createTestFolder(), env: user.env })
    expect(readConfig(folder.path)).toEqual({
      currentContext: 'mine',
      credsStore: 'desktop',
      credHelpers: { 'a.example': '', 'b.example': 'b', '127.0.0.1:5000': '' },
      auths: {
        'a.example': { auth: Buffer.from('me:pä:ss').toString('base64') },
        'c.example': { auth: 'eDp5' },
        '127.0.0.1:5000': { identitytoken: 'token' },
      },
    })
    expect(statSync(folder.path).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder.path, 'config.json')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(user.folder, 'config.json'), 'utf8')).toBe(before)
    await folder.remove()
    await folder.remove()
    expect(existsSync(folder.path)).toBe(false)
  })

  test('listens for the end of the process once, however many there are, and no more when all are gone', async () => {
    const parent = createTestFolder()
    const listeners = () => (['exit', 'SIGINT', 'SIGTERM'] as const).map((name) => process.listenerCount(name))
    const before = listeners()
    const folders = await Promise.all(
      Array.from({ length: 12 }, () => createConfigFolder({ auths: {} }, { parent, env: { HOME: parent } })),
    )
    expect(listeners()).toEqual(before.map((count) => count + 1))
    await Promise.all(folders.map((folder) => folder.remove()))
    expect({ listeners: listeners(), left: readdirSync(parent) }).toEqual({ listeners: before, left: [] })
  })

  test("keeps the user's contexts and plugins in sight, and removes only the links", async () => {
    const user = createUserConfig({})
    for (const name of ['contexts', 'cli-plugins']) {
      mkdirSync(join(user.folder, name))
      writeFileSync(join(user.folder, name, 'file'), name)
    }
    const folder = await createConfigFolder({ auths: {} }, { parent: createTestFolder(), env: user.env })
    expect(readFileSync(join(folder.path, 'contexts', 'file'), 'utf8')).toBe('contexts')
    expect(readFileSync(join(folder.path, 'cli-plugins', 'file'), 'utf8')).toBe('cli-plugins')
    await folder.remove()
    expect(existsSync(join(user.folder, 'contexts', 'file'))).toBe(true)
  })

  test('goes to a host as nobody, whatever the user has saved for it, in whatever form', async () => {
    const user = createUserConfig({
      credsStore: 'desktop',
      auths: {
        'a.example': { auth: 'eDp5' },
        'https://a.example/v1/': { auth: 'eDp5' },
        'https://index.docker.io/v1/': { auth: 'eDp5' },
        b: {},
      },
    })
    const request = { auths: {}, anonymous: ['a.example', 'docker.io'] }
    const folder = await createConfigFolder(request, { parent: createTestFolder(), env: user.env })
    expect(readConfig(folder.path)).toEqual({
      credsStore: 'desktop',
      credHelpers: { 'a.example': '', 'https://index.docker.io/v1/': '', 'index.docker.io': '', 'docker.io': '' },
      auths: { b: {} },
    })
    await folder.remove()
  })

  test('Docker Hub has its old name', async () => {
    const options = { parent: createTestFolder(), env: { DOCKER_CONFIG: createTestFolder() } }
    const folder = await createConfigFolder({ auths: { 'docker.io': { username: 'a', password: 'b' } } }, options)
    expect(readConfig(folder.path)).toMatchObject({ auths: { 'https://index.docker.io/v1/': { auth: 'YTpi' } } })
    await folder.remove()
  })

  test.each(['{"auths": {"x": {"auth": "secret"', '[]'])(
    'a configuration that is none is an error that quotes nothing: %s',
    async (text) => {
      const folder = createTestFolder()
      writeFileSync(join(folder, 'config.json'), text)
      const error: unknown = await createConfigFolder({ auths: {} }, { parent: createTestFolder(), env: { DOCKER_CONFIG: folder } }).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toMatchObject({ code: 'bad-docker-config', place: { file: join(folder, 'config.json') } })
      expect(String(error)).not.toContain('secret')
    },
  )

  /** Runs a process that makes a folder in `parent` and then does `then`. */
  const makeAnd = (parent: string, then: string) =>
    runProcess({
      command: process.execPath,
      args: [
        '--input-type=module',
        '-e',
        `import { createConfigFolder } from ${JSON.stringify(new URL('../dist/config-folder.js', import.meta.url).href)}
         await createConfigFolder({ auths: {} }, { parent: ${JSON.stringify(parent)}, env: { DOCKER_CONFIG: '/no/such/folder' } })
         ${then}`,
      ],
    })

  test.each([
    ['ends', 'process.exit(3)', { exitCode: 3 }],
    ['gets SIGINT', "process.kill(process.pid, 'SIGINT'); setInterval(() => {}, 1000)", { signal: 'SIGINT' }],
    ['gets SIGTERM', "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)", { signal: 'SIGTERM' }],
    [
      'gets SIGINT and ends in its own time',
      "process.on('SIGINT', () => setImmediate(() => process.exit(5))); process.kill(process.pid, 'SIGINT'); setInterval(() => {}, 1000)",
      { exitCode: 5 },
    ],
  ])('goes when the process %s', async (_, then, ending) => {
    const parent = createTestFolder()
    expect(await makeAnd(parent, then)).toMatchObject(ending)
    expect(readdirSync(parent)).toEqual([])
  })

  test('what a killed process left goes with the next; what is alive or not ours stays', async () => {
    const parent = createTestFolder()
    expect(await makeAnd(parent, "process.kill(process.pid, 'SIGKILL')")).toMatchObject({ signal: 'SIGKILL' })
    expect(readdirSync(parent)).toHaveLength(1)
    mkdirSync(join(parent, 'module-images-docker-00000000-1-other-machine'))
    const options = { parent, env: { DOCKER_CONFIG: '/no/such/folder' } }
    const first = await createConfigFolder({ auths: {} }, options)
    const second = await createConfigFolder({ auths: {} }, options)
    const names = [first.path, second.path, join(parent, 'module-images-docker-00000000-1-other-machine')]
    expect(
      readdirSync(parent)
        .map((name) => join(parent, name))
        .sort(),
    ).toEqual(names.sort())
    await first.remove()
    await second.remove()
  })

  test('what a killed process left goes with a run that makes none itself', async () => {
    const parent = createTestFolder()
    expect(await makeAnd(parent, "process.kill(process.pid, 'SIGKILL')")).toMatchObject({ signal: 'SIGKILL' })
    const own = await createConfigFolder({ auths: {} }, { parent: createTestFolder(), env: { DOCKER_CONFIG: '/no/such/folder' } })
    await sweepRunFolders(parent)
    await sweepRunFolders(dirname(own.path))
    expect([readdirSync(parent), existsSync(own.path)]).toEqual([[], true])
    await own.remove()
    await expect(sweepRunFolders('/no/such/folder')).resolves.toBeUndefined()
  })
})
