import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine } from '@module-images/engine'
import { runProcess } from '@module-images/process'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { lockModules } from '../commands/lock/lock-modules.js'
import { refreshModules } from '../commands/lock/refresh-modules.js'
import { createTestContext } from '../testing/command-context.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { openSession } from '../tasks/open-session.js'
import type { Session } from '../session/session.js'
import { reconcileImage } from './reconcile-image.js'
import { stagingParent } from './stage-build.js'

vi.setConfig({ testTimeout: 120_000 })

const engine = createEngine({ env: process.env })
let registry: TestRegistry
const SHELL = ['SHELL ["/bin/busybox", "sh", "-c"]', 'ENV PATH=/bin', 'RUN ["/bin/busybox", "--install", "/bin"]']
/** An image with a static busybox as its shell, in the registry alone. */
let base: string

beforeAll(async () => {
  registry = await startTestRegistry()
  base = `${registry.host}/base:1`
  const folder = mkdtempSync(join(tmpdir(), 'module-images-test-'))
  try {
    copyFileSync('/bin/busybox', join(folder, 'busybox'))
    writeFileSync(join(folder, 'Dockerfile'), ['FROM scratch', 'COPY busybox /bin/busybox', ...SHELL, ''].join('\n'))
    await docker('buildx', 'build', '--push', `--tag=${base}`, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

afterAll(async () => {
  await engine.remove(base)
  await registry.stop()
})

const createContext = (root: string, more: Readonly<Record<string, string>> = {}) =>
  createTestContext(root, { MODULE_IMAGES_REGISTRY: `${registry.host}/published`, ...more })

/** Builds a module as `docker-build` does. `before` comes between the key and the build. */
async function build(root: string, name: string, before: (run: Session) => void = () => undefined, env = {}) {
  const context = createContext(root, env)
  const run = openSession(readWorkspace(root), context)
  try {
    await run.contentKeys.keyOf(name)
    before(run)
    const { image, contentTag, outcome } = await reconcileImage(run, name)
    const reference = `${image}:${contentTag}`
    onTestFinished(() => engine.remove(reference))
    return { reference, outcome, logged: context.logged }
  } finally {
    await run.close()
  }
}

async function docker(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runProcess({ command: 'docker', args })
  if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** A file of an image. Not by a command in it: what a container of a moment prints may come too late for docker to see. */
async function readImage(reference: string, path: string): Promise<string> {
  const folder = temporaryWorkspace({})
  const container = (await docker('create', reference, 'none')).trim()
  try {
    await docker('cp', `${container}:${path}`, join(folder, 'copy'))
    return readFileSync(join(folder, 'copy'), 'utf8')
  } finally {
    await docker('rm', container)
  }
}

async function layersOf(reference: string): Promise<unknown> {
  return JSON.parse(await docker('image', 'inspect', '--format={{json .RootFS.Layers}}', reference))
}

describe('the bases of a sealed build', () => {
  it.each([
    ['a stage named like its base', (name: string) => `FROM ${name} AS base\nRUN echo built > /built\n`],
    [
      'a stage named like its base, that another copies from',
      (name: string) => `FROM ${name} AS base\nRUN echo built > /built\nFROM ${name}\nCOPY --from=base /built /built\n`,
    ],
    [
      'a stage named like the whole reference of another',
      (name: string) => `FROM ${name} AS other\nRUN echo built > /built\nFROM other\nRUN --mount=from=${name},target=/t true\n`,
    ],
  ])('leave alone %s', async (_, dockerfile) => {
    // The short name is the stage's; through a mirror both are looked up under it.
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': dockerfile(base) })
    await lockModules([], { json: false }, createContext(root))
    expect(await readImage((await build(root, 'a')).reference, '/built')).toBe('built\n')
  })

  it('leave alone a stage named like a module', async () => {
    const root = temporaryWorkspace({
      'modules/par/Dockerfile': `FROM ${base}\nRUN echo par > /par\n`,
      'modules/kid/Dockerfile': 'FROM public.ecr.aws/openscpca/par AS par\nRUN cat /par > /built && echo kid >> /built\n',
    })
    await lockModules([], { json: false }, createContext(root))
    await build(root, 'par')
    expect(await readImage((await build(root, 'kid')).reference, '/built')).toBe('par\nkid\n')
  })
})

describe('the files of a sealed build', () => {
  it('are those of its own key, where others have equal names, sizes and times', async () => {
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM ${base}\nCOPY d /d\n`,
      'modules/a/d': 'AAAA',
      'modules/b/Dockerfile': `FROM ${base}\nCOPY d /d\nENV B=1\n`,
      'modules/b/d': 'BBBB',
    })
    await lockModules([], { json: false }, createContext(root))
    const time = new Date('2020-01-01')
    for (const name of ['a', 'b']) utimesSync(join(root, 'modules', name, 'd'), time, time)
    const [a, b] = [await build(root, 'a'), await build(root, 'b')]
    writeFileSync(join(root, 'modules/a/d'), 'CCCC')
    utimesSync(join(root, 'modules/a/d'), time, time)
    const c = await build(root, 'a')
    expect([await readImage(a.reference, '/d'), await readImage(b.reference, '/d'), await readImage(c.reference, '/d')]).toEqual([
      'AAAA',
      'BBBB',
      'CCCC',
    ])
  })

  it('have modes as git keeps them, and links as they are', async () => {
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM ${base}\nCOPY . /app\n`,
      'modules/a/private': 'x',
      'modules/a/setuid': 'x',
      'modules/a/folder/file': 'x',
    })
    const folder = join(root, 'modules/a')
    chmodSync(join(folder, 'private'), 0o600)
    chmodSync(join(folder, 'setuid'), 0o4755)
    chmodSync(join(folder, 'folder'), 0o700)
    symlinkSync('../nowhere', join(folder, 'link'))
    await lockModules([], { json: false }, createContext(root))
    const child = {
      'modules/b/Dockerfile': "FROM public.ecr.aws/openscpca/a\nRUN cd /app && stat -c '%a %N' private setuid folder link > /modes\n",
    }
    writeFiles(root, child)
    await build(root, 'a')
    expect(await readImage((await build(root, 'b')).reference, '/modes')).toBe(
      "644 private\n755 setuid\n755 folder\n777 'link' -> '../nowhere'\n",
    )
  })

  it('make the same layers whatever the time of the checkout', async () => {
    const files = { 'modules/a/Dockerfile': 'FROM scratch\nCOPY data /\n', 'modules/a/data/x/one': '1', 'modules/a/data/two': '2' }
    const [one, two] = [
      temporaryWorkspace(files),
      temporaryWorkspace({ ...files, 'modules/a/Dockerfile': 'FROM scratch\nCOPY data /\nENV A=b\n' }),
    ]
    for (const path of ['data', 'data/x', 'data/x/one', 'data/two']) utimesSync(join(two, 'modules/a', path), 1e9, 1e9)
    expect(await layersOf((await build(one, 'a')).reference)).toEqual(await layersOf((await build(two, 'a')).reference))
  })

  it('that change before they are copied begin the build again, under the key of what is there now', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM ${base}\nCOPY data.txt /data.txt\n`, 'modules/a/data.txt': 'before' })
    await lockModules([], { json: false }, createContext(root))
    const before = await build(root, 'a')
    await engine.remove(before.reference)
    const now = await build(root, 'a', () => writeFiles(root, { 'modules/a/data.txt': 'edited' }))
    expect(now.reference).not.toBe(before.reference)
    expect(now.logged).toContain('a  data.txt changed since it was hashed; beginning again with a new key')
    expect(await readImage(now.reference, '/data.txt')).toBe('edited')
    // The key is that of the content: nothing is to be done when it is asked for again.
    expect((await build(root, 'a')).outcome).toBe('present')
  })

  it.each<[string, (root: string) => void, string]>([
    ['a file', (root) => writeFiles(root, { 'modules/a/data/f': String(Math.random()) }), 'data/f'],
    ['a mode', (root) => chmodSync(join(root, 'modules/a/data/f'), existsMode(root) ? 0o644 : 0o755), 'data/f'],
  ])('that keep changing fail it, and are named: %s', async (_, change, file) => {
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': 'FROM scratch\nCOPY data /\n',
      'modules/a/data/f': 'x',
      'modules/a/data/g': 'y',
    })
    const attempts: string[] = []
    const failure = build(root, 'a', (run) => {
      change(root)
      const { rekey } = run.contentKeys
      Object.assign(run.contentKeys, {
        rekey(name: string) {
          rekey(name)
          attempts.push(name)
          const computed = run.contentKeys.keyOf(name)
          // Once the new key is there, before its files are copied.
          run.contentKeys.keyOf = async () => {
            const result = await computed
            change(root)
            return result
          }
        },
      })
    })
    await expect(failure).rejects.toMatchObject({ code: 'input-keeps-changing', place: { file: `modules/a/${file}` } })
    expect(attempts).toEqual(['a', 'a'])
    expect(readdirSync(stagingParent(root))).toEqual([])
  })

  it('are copied for a build alone, and not left behind', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY f /\n', 'modules/a/f': 'x' })
    expect((await build(root, 'a')).outcome).toBe('built')
    expect(readdirSync(stagingParent(root))).toEqual([])
    const elsewhere = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY f /\n', 'modules/a/f': 'x' })
    expect((await build(elsewhere, 'a')).outcome).toBe('present')
    expect(existsSync(stagingParent(elsewhere))).toBe(false)
  })

  it('are left for a person to look at with MODULE_IMAGES_KEEP_RUN', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM ${base} AS one\nCOPY f /\n`, 'modules/a/f': 'x', 'modules/a/g': 'x' })
    await lockModules([], { json: false }, createContext(root))
    const { logged } = await build(root, 'a', undefined, { MODULE_IMAGES_KEEP_RUN: 'true' })
    const [kept = ''] = readdirSync(stagingParent(root))
    expect(logged).toContain(`a  build folder kept: ${join(stagingParent(root), kept)}`)
    const files = readdirSync(join(stagingParent(root), kept), { recursive: true, encoding: 'utf8' })
    expect(
      files
        .filter((file) => file.includes('/'))
        .map((file) => file.replace(/^[0-9a-f]{64}/, 'KEY'))
        .sort(),
    ).toEqual([...['KEY/f', 'dockerfile/Dockerfile', 'dockerfile/Dockerfile.dockerignore']])
    expect(readFileSync(join(stagingParent(root), kept, 'dockerfile/Dockerfile'), 'utf8')).toMatch(/^FROM sealed-base-1 AS one$/m)
  })
})

describe('the steps of a sealed build', () => {
  const STEP = 'RUN cat /proc/sys/kernel/random/uuid > /built\n'

  it('run anew in a new epoch, of the module or of one below it, and are kept within one', async () => {
    const root = temporaryWorkspace({
      'modules/par/Dockerfile': `FROM ${base}\nCOPY nothing /\n`,
      'modules/par/nothing': '',
      'modules/kid/Dockerfile': `FROM ${base}\nCOPY --from=public.ecr.aws/openscpca/par /nothing /\n${STEP}`,
    })
    const built = async () => {
      await build(root, 'par')
      const { reference } = await build(root, 'kid')
      const text = await readImage(reference, '/built')
      await engine.remove(reference)
      return text
    }
    await lockModules([], { json: false }, createContext(root))
    const first = await built()
    expect(await built()).toBe(first)
    await refreshModules(['kid'], { json: false }, createContext(root))
    const second = await built()
    expect(second).not.toBe(first)
    await refreshModules(['par'], { json: false }, createContext(root))
    expect([first, second]).not.toContain(await built())
  })

  it('see no cache that steps of another module left under the same id', async () => {
    const step = (word: string) =>
      `FROM ${base}\nRUN --mount=type=cache,id=shared,target=/c cat /c/* > /seen 2>&1; echo ${word} > /c/${word}\n`
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': step('one'), 'modules/b/Dockerfile': step('two') })
    await lockModules([], { json: false }, createContext(root))
    await build(root, 'a')
    expect(await readImage((await build(root, 'b')).reference, '/seen')).toContain('No such file')
  })
})

describe('a build that fails', () => {
  it('is told in the names of the author', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM ${base} AS base\n\nCOPY --from=${base} /no/such /x\n` })
    await lockModules([], { json: false }, createContext(root))
    await expect(build(root, 'a')).rejects.toMatchObject({
      place: { file: 'modules/a/Dockerfile', line: 3 },
      message: expect.stringContaining(`COPY --from=${base} /no/such /x`) as string,
    })
  })
})

function existsMode(root: string): boolean {
  return (statSync(join(root, 'modules/a/data/f')).mode & 0o100) !== 0
}
