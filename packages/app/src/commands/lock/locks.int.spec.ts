import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { renderFailure } from '../../output/styled-error.js'
import { createQuietContext } from '../../testing/command-context.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { checkLocks, lockModules } from './lock-modules.js'
import { refreshModules } from './refresh-modules.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

/** Each test's images lie below a name of its own. */
let count = 0
const ownName = () => `t${(count += 1)}`

type Command = (given: readonly string[], options: { json: boolean }, context: Parameters<typeof lockModules>[2]) => Promise<number>

async function run(
  command: Command,
  root: string,
  { given = [], json = false, env = {} }: { given?: string[]; json?: boolean; env?: object } = {},
) {
  const out: string[] = []
  const logged: string[] = []
  const code = await command(
    given,
    { json },
    {
      ...createQuietContext(root, { ...env }),
      print: (text) => void out.push(text),
      log: (line) => void logged.push(line),
      logError: (error) => void logged.push(renderFailure(error)),
    },
  )
  return { code, out: out.join('\n'), logged: logged.join('\n') }
}

/** A table in plain text, cell by cell. */
function cellsOf(text: string): string[][] {
  return text.split('\n').map((line) => line.split(/ {2,}/))
}

interface LockFile {
  lock: number
  epoch: number
  bases: Record<string, { digest: string; platforms: string[]; resolved: string }>
}

function readLock(root: string, module: string): LockFile {
  return JSON.parse(readFileSync(join(root, 'modules', module, 'image-lock.json'), 'utf8')) as LockFile
}

function digestsOf(root: string, module: string): Record<string, string> {
  return Object.fromEntries(Object.entries(readLock(root, module).bases).map(([reference, { digest }]) => [reference, digest]))
}

async function tagsOf(root: string): Promise<Record<string, string>> {
  const workspace = readWorkspace(root)
  const contentKeys = createContentKeys(workspace)
  const results = await Promise.all([...workspace.modules.keys()].map((name) => contentKeys.keyOf(name)))
  return Object.fromEntries(results.flatMap((result) => (result.kind === 'keyed' ? [[result.module.name, result.contentTag]] : [])))
}

describe('lock', () => {
  it('pins every outside base, asking for each image once, and asks for nothing the second time', async () => {
    const name = ownName()
    const debian = await registry.put(`${name}/debian`, '12', {
      content: 'a',
      platforms: ['linux/arm64/v8', 'linux/amd64', 'linux/arm/v7'],
    })
    const tool = await registry.put(`${name}/tool`, 'latest', { content: 'b' })
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM ${registry.host}/${name}/debian:12\nCOPY --from=${registry.host}/${name}/tool /t /t\n`,
      'modules/b/Dockerfile': `FROM ${registry.host}/${name}/debian:12 AS x\nFROM x\nRUN --mount=from=${registry.host}/${name}/tool:latest ls\n`,
      'modules/child/Dockerfile': 'FROM public.ecr.aws/openscpca/a\n',
      'modules/pinned/Dockerfile': `FROM ${registry.host}/${name}/gone@${debian}\n`,
      'modules/off/Dockerfile': `FROM ${registry.host}/${name}/nowhere\n`,
      'modules/off/project.json': '{"tags":["docker:inactive"]}',
    })
    await registry.takeRequests()
    const { code, logged, out } = await run(lockModules, root)
    expect({ code, logged }).toEqual({ code: 0, logged: '' })
    const [debianRow, toolRow] = [
      [debian.slice(7, 19), 'linux/amd64, linux/arm/v7, linux/arm64'],
      [tool.slice(7, 19), 'linux/amd64'],
    ]
    expect(cellsOf(out)).toEqual([
      ['module', 'base', 'what happened', 'digest', 'platforms'],
      ['a', `${registry.host}/${name}/debian:12`, 'added', ...debianRow],
      ['a', `${registry.host}/${name}/tool`, 'added', ...toolRow],
      ['b', `${registry.host}/${name}/debian:12`, 'added', ...debianRow],
      ['b', `${registry.host}/${name}/tool:latest`, 'added', ...toolRow],
      [''],
      ['Bases: 4 added.'],
    ])
    expect(await registry.takeRequests()).toEqual([
      `GET /v2/${name}/debian/manifests/12`,
      expect.stringMatching(`^GET /v2/${name}/debian/manifests/sha256:`),
      `GET /v2/${name}/tool/manifests/latest`,
    ])
    expect(digestsOf(root, 'b')).toEqual({ [`${registry.host}/${name}/debian:12`]: debian, [`${registry.host}/${name}/tool:latest`]: tool })
    expect(readLock(root, 'a')).toMatchObject({ lock: 1, epoch: 0 })
    for (const module of ['child', 'pinned', 'off']) expect(existsSync(join(root, 'modules', module, 'image-lock.json'))).toBe(false)

    await registry.put(`${name}/debian`, '12', { content: 'newer' })
    await registry.takeRequests()
    const before = statSync(join(root, 'modules/a/image-lock.json'), { bigint: true })
    expect(await run(lockModules, root)).toEqual({ code: 0, logged: '', out: 'Bases: 4 kept.' })
    expect(statSync(join(root, 'modules/a/image-lock.json'), { bigint: true }).ino).toBe(before.ino)
    expect(await registry.takeRequests()).toEqual([])
  })

  it('notes what a base has its builds do, of one platform or several, and so knows what they read', async () => {
    const name = ownName()
    const [one, many] = [`${registry.host}/${name}/one:1`, `${registry.host}/${name}/many:1`]
    await registry.put(`${name}/one`, '1', { content: 'a', onbuild: ['COPY . /app', 'RUN make'] })
    await registry.put(`${name}/many`, '1', { content: 'b', platforms: ['linux/amd64', 'linux/arm64'], onbuild: ['ADD a /'] })
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM ${one}\n`,
      'modules/b/Dockerfile': `FROM ${many}\n`,
    })
    expect((await run(lockModules, root)).code).toBe(0)
    expect(readLock(root, 'a').bases[one]).toMatchObject({ onbuild: ['COPY . /app', 'RUN make'], platforms: ['linux/amd64'] })
    expect(readLock(root, 'b').bases[many]).toMatchObject({ onbuild: ['ADD a /'], platforms: ['linux/amd64', 'linux/arm64'] })
    const before = await tagsOf(root)
    writeFiles(root, { 'modules/a/data.txt': 'read by the trigger' })
    expect((await tagsOf(root))['a']).not.toBe(before['a'])
    const file = readFileSync(join(root, 'modules/a/image-lock.json'), 'utf8')
    expect((await run(refreshModules, root, { given: ['a'] })).code).toBe(0)
    expect(readLock(root, 'a').bases).toEqual((JSON.parse(file) as LockFile).bases)
  })

  it('adds what is new and drops what is unused, and leaves the rest', async () => {
    const name = ownName()
    const [one, two] = [await registry.put(name, '1', { content: 'a' }), await registry.put(name, '2', { content: 'b' })]
    const [tagOne, tagTwo] = [`${registry.host}/${name}:1`, `${registry.host}/${name}:2`]
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM ${tagOne} AS x\nFROM ${registry.host}/${name}\nCOPY --from=x / /\n` })
    await registry.put(name, 'latest', { content: 'c' })
    await run(lockModules, root)
    await registry.put(name, '1', { content: 'moved' })
    writeFiles(root, { 'modules/a/Dockerfile': `FROM ${tagOne} AS x\nFROM ${tagTwo}\nCOPY --from=x / /\n` })
    const { code, out } = await run(lockModules, root, { given: ['modules/a/'], json: true })
    expect(code).toBe(0)
    expect(digestsOf(root, 'a')).toEqual({ [tagOne]: one, [tagTwo]: two })
    expect(JSON.parse(out)).toEqual({
      modules: [
        {
          module: 'a',
          file: 'modules/a/image-lock.json',
          written: true,
          epoch: 0,
          bases: [
            { reference: `${registry.host}/${name}`, what: 'dropped', previousDigest: expect.stringMatching(/^sha256:/) },
            { reference: tagOne, what: 'kept', ...readLock(root, 'a').bases[tagOne] },
            { reference: tagTwo, what: 'added', ...readLock(root, 'a').bases[tagTwo] },
          ],
        },
      ],
      broken: [],
    })
  })

  it('takes bases from their mirrors', async () => {
    const name = ownName()
    const digest = await registry.put(`${name}/hub/library/debian`, 'trixie-slim', { content: 'a' })
    const root = temporaryWorkspace(
      { 'modules/a/Dockerfile': 'FROM debian:trixie-slim\nCOPY --from=docker.io/library/debian:trixie-slim / /\n' },
      { mirrors: { 'docker.io': '127.0.0.1:1/nowhere' } },
    )
    const { code } = await run(lockModules, root, { env: { MODULE_IMAGES_MIRRORS: `docker.io=${registry.host}/${name}/hub` } })
    expect(code).toBe(0)
    expect(digestsOf(root, 'a')).toEqual({ 'debian:trixie-slim': digest, 'docker.io/library/debian:trixie-slim': digest })
  })

  it('locks the others when a registry is down, and says so once for each', async () => {
    const name = ownName()
    await registry.put(name, '1', { content: 'a' })
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM ${registry.host}/${name}:1\n`,
      'modules/b/Dockerfile': 'FROM 127.0.0.1:1/x:1\nCOPY --from=127.0.0.1:1/y / /\n',
      'modules/c/Dockerfile': 'FROM 127.0.0.1:1/x:1\nCOPY --from=127.0.0.1:2/z / /\n',
    })
    const { code, out, logged } = await run(lockModules, root)
    expect(code).toBe(1)
    expect(out).toContain('Bases: 1 added.')
    const errors = logged.split('\n').filter((line) => line.startsWith('✗ error['))
    expect(errors.map((line) => line.slice(line.indexOf('Bases at'))).sort()).toEqual([
      'Bases at 127.0.0.1:1 that are not resolved: 127.0.0.1:1/x:1, 127.0.0.1:1/y.',
      'Bases at 127.0.0.1:2 that are not resolved: 127.0.0.1:2/z.',
    ])
    expect(logged).toContain('✗ failed for 2 of 3 modules: b, c')
    expect(['a', 'b', 'c'].map((module) => readdirSync(join(root, 'modules', module)))).toEqual([
      ['Dockerfile', 'image-lock.json'],
      ['Dockerfile'],
      ['Dockerfile'],
    ])
  })

  it('locks the others when a base is missing or lacks a platform, and names the line', async () => {
    const name = ownName()
    await registry.put(name, '1', { content: 'a' })
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM scratch AS x\nFROM ${registry.host}/${name}:gone\n`,
      'modules/b/Dockerfile': `FROM ${registry.host}/${name}:1\n`,
      'modules/b/project.json': '{"targets":{"docker-build":{"options":{"platforms":["linux/arm64"]}}}}',
      'modules/c/Dockerfile': `FROM ${registry.host}/${name}:1\n`,
    })
    const { code, logged } = await run(lockModules, root)
    expect(code).toBe(1)
    expect(logged.split('\n').filter((line) => line.startsWith('✗'))).toEqual([
      `✗ error[base-missing]: modules/a/Dockerfile:2: The base ${registry.host}/${name}:gone of a is not in its registry.`,
      `✗ error[base-lacks-platform]: modules/b/Dockerfile:1: b is to be built for linux/arm64, but its base ${registry.host}/${name}:1 is there for linux/amd64 only.`,
      '✗ failed for 2 of 3 modules: a, b',
    ])
    expect(['a', 'b', 'c'].filter((module) => existsSync(join(root, 'modules', module, 'image-lock.json')))).toEqual(['c'])
  })

  it('locks the others when a module cannot be read, and exits 1', async () => {
    const name = ownName()
    const digest = await registry.put(name, '1', { content: 'a' })
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM ${registry.host}/${name}:1\n`,
      'modules/b/Dockerfile': `FROM ${registry.host}/${name}:1\n`,
      'modules/b/image-lock.json': '{',
    })
    const { code, logged } = await run(lockModules, root)
    expect(code).toBe(1)
    expect(logged).toContain('✗ error[bad-base-lock]: modules/b/image-lock.json: Not a base lock')
    expect(digestsOf(root, 'a')).toEqual({ [`${registry.host}/${name}:1`]: digest })
  })

  it('refuses a name that is no module', async () => {
    await expect(
      run(lockModules, temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' }), { given: ['b'] }),
    ).rejects.toMatchObject({
      code: 'unknown-module',
    })
  })
})

describe('lock --check', () => {
  it('finds what has moved, is not locked, is unused or is missing, and writes nothing', async () => {
    const name = ownName()
    const image = (tag: string) => `${registry.host}/${name}:${tag}`
    const old = await registry.put(name, 'moves', { content: 'a' })
    const stays = await registry.put(name, 'stays', { content: 'b' })
    const unused = await registry.put(name, 'unused', { content: 'c' })
    const dockerfile = (...tags: string[]) => `FROM scratch\n${tags.map((tag) => `COPY --from=${image(tag)} / /\n`).join('')}`
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': dockerfile('moves', 'stays', 'unused') })
    await run(lockModules, root)
    expect(await run(checkLocks, root)).toEqual({ code: 0, logged: '', out: 'Bases: 3 same.' })

    const moved = await registry.put(name, 'moves', { content: 'a2' })
    const fresh = await registry.put(name, 'fresh', { content: 'd' })
    writeFiles(root, { 'modules/a/Dockerfile': dockerfile('moves', 'stays', 'fresh', 'gone') })
    const lock = readFileSync(join(root, 'modules/a/image-lock.json'), 'utf8')
    await registry.takeRequests()
    const { code, out } = await run(checkLocks, root, { json: true })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      modules: [
        {
          module: 'a',
          file: 'modules/a/image-lock.json',
          bases: [
            { reference: image('fresh'), state: 'unlocked', locked: null, now: fresh },
            { reference: image('gone'), state: 'missing', locked: null, now: null },
            { reference: image('moves'), state: 'moved', locked: old, now: moved },
            { reference: image('stays'), state: 'same', locked: stays, now: stays },
            { reference: image('unused'), state: 'unused', locked: unused, now: null },
          ],
        },
      ],
      broken: [],
    })
    // What has not moved costs one HEAD.
    expect((await registry.takeRequests()).filter((request) => request.endsWith('stays'))).toEqual([`HEAD /v2/${name}/manifests/stays`])
    const table = cellsOf((await run(checkLocks, root)).out)
    expect(table.slice(0, 5).map(([, base, state]) => [base, state])).toEqual([
      ['base', 'state'],
      [image('fresh'), 'not locked'],
      [image('gone'), 'not in its registry'],
      [image('moves'), 'moved'],
      [image('unused'), 'not used'],
    ])
    expect(table.at(-3)).toEqual(['Bases: 1 moved, 1 not in its registry, 1 not locked, 1 not used, 1 same.'])
    expect(readFileSync(join(root, 'modules/a/image-lock.json'), 'utf8')).toBe(lock)
  })
})

describe('refresh', () => {
  async function createFamily() {
    const name = ownName()
    const image = `${registry.host}/${name}:1`
    const old = await registry.put(name, '1', { content: 'a' })
    const root = temporaryWorkspace({
      'modules/base/Dockerfile': `FROM ${image}\n`,
      'modules/child/Dockerfile': 'FROM public.ecr.aws/openscpca/base\n',
      'modules/grandchild/Dockerfile': 'FROM public.ecr.aws/openscpca/child\n',
      'modules/other/Dockerfile': `FROM ${image}\n`,
      'modules/off/Dockerfile': `FROM ${image}\n`,
      'modules/off/project.json': '{"tags":["docker:inactive"]}',
    })
    await run(lockModules, root)
    return { name, image, old, root }
  }

  it('moves the bases of the named module, raises its epoch, and changes the keys of all that stand on it', async () => {
    const { name, image, root } = await createFamily()
    const [before, moved] = [await tagsOf(root), await registry.put(name, '1', { content: 'a2' })]
    const { code, out } = await run(refreshModules, root, { given: ['base'], json: true })
    const after = await tagsOf(root)
    expect(code).toBe(0)
    expect(digestsOf(root, 'base')).toEqual({ [image]: moved })
    expect(readLock(root, 'base').epoch).toBe(1)
    expect((JSON.parse(out) as { keys: unknown }).keys).toEqual(
      ['base', 'child', 'grandchild'].map((module) => ({ module, before: before[module], after: after[module] })),
    )
    expect(Object.keys(before).filter((module) => before[module] !== after[module])).toEqual(['base', 'child', 'grandchild'])
    expect(existsSync(join(root, 'modules/child/image-lock.json'))).toBe(false)
  })

  it('changes keys even where nothing has moved, and keeps the date then', async () => {
    const { image, root } = await createFamily()
    const [before, lock] = [await tagsOf(root), readLock(root, 'other')]
    const { out } = await run(refreshModules, root, { given: ['other'] })
    expect(cellsOf(out)).toEqual([
      ['Epochs raised: 1. Bases: 1 kept.'],
      [''],
      ['module', 'content tag before', 'after'],
      ['other', before['other']?.slice(0, 16), (await tagsOf(root))['other']?.slice(0, 16)],
      ['These images are built anew by the next docker-build or docker-push.'],
    ])
    expect(readLock(root, 'other')).toEqual({ ...lock, epoch: 1 })
    expect(Object.keys(lock.bases)).toEqual([image])
  })

  it('of a child leaves its parents alone, and is in a lock of its own', async () => {
    const { root } = await createFamily()
    const before = await tagsOf(root)
    await run(refreshModules, root, { given: ['child'] })
    const after = await tagsOf(root)
    expect(Object.keys(before).filter((module) => before[module] !== after[module])).toEqual(['child', 'grandchild'])
    expect(readLock(root, 'child')).toEqual({ lock: 1, epoch: 1, bases: {} })
    expect(readLock(root, 'base').epoch).toBe(0)
  })

  it('without names takes every active module, and locks what was not', async () => {
    const { name, image, root } = await createFamily()
    const moved = await registry.put(name, '1', { content: 'a3' })
    expect((await run(refreshModules, root)).code).toBe(0)
    expect(['base', 'child', 'grandchild', 'other'].map((module) => readLock(root, module).epoch)).toEqual([1, 1, 1, 1])
    expect(digestsOf(root, 'other')).toEqual({ [image]: moved })
    expect(existsSync(join(root, 'modules/off/image-lock.json'))).toBe(false)
  })

  it('fixes a lock that lacks a platform, which no build gets past', async () => {
    const { name, image, root } = await createFamily()
    writeFiles(root, { 'modules/base/project.json': '{"targets":{"docker-build":{"options":{"platforms":["linux/arm64"]}}}}' })
    expect(Object.keys(await tagsOf(root))).toEqual(['off', 'other'])
    expect((await run(lockModules, root, { given: ['base'] })).code).toBe(1)
    const moved = await registry.put(name, '1', { content: 'a', platforms: ['linux/amd64', 'linux/arm64'] })
    const { code, out } = await run(refreshModules, root, { given: ['base'], json: true })
    expect(code).toBe(0)
    expect(readLock(root, 'base').bases[image]).toMatchObject({ digest: moved, platforms: ['linux/amd64', 'linux/arm64'] })
    expect(
      (JSON.parse(out) as { keys: { module: string; before: string | null }[] }).keys.map(({ module, before }) => [module, before]),
    ).toEqual([
      ['base', null],
      ['child', null],
      ['grandchild', null],
    ])
  })
})
