import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UncommittedFile } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { createContentKeys, createWorkingTree, readWorkspaceFrom, type Workspace } from '@module-images/workspace'
import { readWorkspace, temporaryNestedWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { createCommittedContent } from './committed-content.js'
import { type GeneratingTasks, NO_GENERATING_TASKS } from './generating-tasks.js'

const FILES = {
  'modules/base/Dockerfile': 'FROM scratch\nCOPY setup /setup\n',
  'modules/base/setup/a.sh': 'echo a\n',
  'modules/a/Dockerfile': 'FROM public.ecr.aws/openscpca/base\nCOPY . /app\n',
  'modules/a/.dockerignore': 'notes\n',
  'modules/a/project.json': '{}',
  'modules/a/own.R': 'own\n',
  'modules/a/data/x.csv': 'x\n',
  'modules/a/notes/n.md': 'n',
}

async function createRepository(files: Readonly<Record<string, string>> = {}, ...options: string[]): Promise<string> {
  const root = temporaryWorkspace({ ...FILES, ...files })
  await runTestGit(root, 'init', '--quiet', '--initial-branch=main', ...options)
  return root
}

/** A run on this checkout. */
function open(root: string, tasksOf: GeneratingTasks = NO_GENERATING_TASKS, workspace: Workspace = readWorkspace(root)) {
  const place = { root, env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: tmpdir() } }
  const contentKeys = createContentKeys(workspace)
  const keyOf = async (module: string) => {
    const keyed = await contentKeys.keyOf(module)
    if (keyed.kind === 'broken') throw keyed.error
    return keyed
  }
  return { keyOf, rekey: contentKeys.rekey, contentOf: createCommittedContent({ workspace, contentKeys, place, tasksOf }) }
}

/** How the module `a` is found, once the key has been made and then `between` was done. */
async function stateOf(root: string, { tasksOf = NO_GENERATING_TASKS, between = (): unknown => undefined, module = 'a' } = {}) {
  const { keyOf, contentOf } = open(root, tasksOf)
  const keyed = await keyOf(module)
  between()
  return contentOf.stateOf(keyed)
}

/** What keeps it from being committed; none where nothing does. */
async function changesOf(...args: Parameters<typeof stateOf>): Promise<readonly UncommittedFile[]> {
  const state = await stateOf(...args)
  return state.kind === 'uncommitted' ? state.files : state.kind === 'committed' ? [] : [{ path: '', why: state.kind }]
}

const DIFFERS = 'differs from the commit'
const MISSING = 'is in no commit'

it.each([[], ['--object-format=sha256']])(
  'a clean checkout is committed, whatever names its objects have',
  async (...options: string[]) => {
    const root = await createRepository({}, ...options)
    symlinkSync('own.R', join(root, 'modules/a/link'))
    chmodSync(join(root, 'modules/a/own.R'), 0o755)
    await commitAll(root)
    expect(await changesOf(root)).toEqual([])
  },
)

it('a folder of no repository is told apart from one of no commit', async () => {
  expect(await stateOf(temporaryWorkspace(FILES))).toEqual({ kind: 'no-repository' })
  const files = await changesOf(await createRepository())
  expect(new Set(files.map(({ why }) => why))).toEqual(new Set([MISSING]))
  expect(files.map(({ path }) => path)).toContain('modules/base/setup/a.sh')
})

describe('not as in the commit is', () => {
  const a = (path: string) => `modules/a/${path}`
  it.each<[string, (root: string) => unknown, UncommittedFile[]]>([
    ['an input that was edited', (root) => writeFiles(root, { [a('own.R')]: 'OWN\n' }), [{ path: a('own.R'), why: DIFFERS }]],
    ['a new file', (root) => writeFiles(root, { [a('new.R')]: '' }), [{ path: a('new.R'), why: MISSING }]],
    ['a file in a new folder', (root) => writeFiles(root, { [a('new/x')]: '' }), [{ path: a('new/x'), why: MISSING }]],
    ['an empty folder', (root) => mkdirSync(join(root, a('empty'))), [{ path: a('empty'), why: MISSING }]],
    [
      'a file that was removed',
      (root) => rmSync(join(root, a('data/x.csv'))),
      [{ path: a('data/x.csv'), why: 'is in the commit, and not here' }],
    ],
    [
      'a file that was moved',
      (root) => renameSync(join(root, a('own.R')), join(root, a('moved.R'))),
      [
        { path: a('moved.R'), why: MISSING },
        { path: a('own.R'), why: 'is in the commit, and not here' },
      ],
    ],
    [
      'the executable bit',
      (root) => chmodSync(join(root, a('own.R')), 0o755),
      [{ path: a('own.R'), why: 'is executable, and not so in the commit' }],
    ],
    [
      'a link in the place of a file',
      (root) => {
        rmSync(join(root, a('own.R')))
        symlinkSync('data/x.csv', join(root, a('own.R')))
      },
      [{ path: a('own.R'), why: DIFFERS }],
    ],
    [
      'a file in the place of a folder',
      (root) => {
        rmSync(join(root, a('data')), { recursive: true })
        writeFiles(root, { [a('data')]: '' })
      },
      [
        { path: a('data'), why: DIFFERS },
        { path: a('data/x.csv'), why: 'is in the commit, and not here' },
      ],
    ],
    [
      'the Dockerfile',
      (root) => writeFiles(root, { [a('Dockerfile')]: `${FILES['modules/a/Dockerfile']}#\n` }),
      [{ path: a('Dockerfile'), why: DIFFERS }],
    ],
    ['the ignore file', (root) => writeFiles(root, { [a('.dockerignore')]: 'notes\n#\n' }), [{ path: a('.dockerignore'), why: DIFFERS }]],
    [
      'an ignore file that goes before the other',
      (root) => writeFiles(root, { [a('Dockerfile.dockerignore')]: 'notes' }),
      [{ path: a('Dockerfile.dockerignore'), why: MISSING }],
    ],
    [
      'an ignore file that was removed',
      (root) => rmSync(join(root, a('.dockerignore'))),
      [{ path: a('.dockerignore'), why: 'is in the commit, and not here' }],
    ],
    ['project.json', (root) => writeFiles(root, { [a('project.json')]: '{ }' }), [{ path: a('project.json'), why: DIFFERS }]],
    [
      'the base lock',
      (root) => writeFiles(root, { [a('image-lock.json')]: '{"lock":1,"epoch":0,"bases":{}}' }),
      [{ path: a('image-lock.json'), why: MISSING }],
    ],
    [
      'nx.json',
      (root) =>
        writeFiles(root, {
          'nx.json': JSON.stringify({ plugins: [{ plugin: '@module-images/nx', options: { platforms: ['linux/arm64'] } }] }),
        }),
      [{ path: 'nx.json', why: DIFFERS }],
    ],
    [
      'an input of the base',
      (root) => writeFiles(root, { 'modules/base/setup/a.sh': '' }),
      [{ path: 'modules/base/setup/a.sh', why: DIFFERS }],
    ],
    [
      'a file that git ignores',
      (root) => writeFiles(root, { '.gitignore': '*.rds\n', [a('big.rds')]: '1' }),
      [{ path: a('big.rds'), why: MISSING }],
    ],
    [
      'a change that was only added',
      async (root) => {
        writeFiles(root, { [a('own.R')]: 'added\n' })
        await runTestGit(root, 'add', '--all')
      },
      [{ path: a('own.R'), why: DIFFERS }],
    ],
    ...['--assume-unchanged', '--skip-worktree'].map((flag): [string, (root: string) => unknown, UncommittedFile[]] => [
      `a change that git was told to overlook, ${flag}`,
      async (root) => {
        await runTestGit(root, 'update-index', flag, a('own.R'))
        writeFiles(root, { [a('own.R')]: 'hidden\n' })
        expect(await runTestGit(root, 'status', '--porcelain')).toBe('')
      },
      [{ path: a('own.R'), why: DIFFERS }],
    ]),
  ])('%s', async (_, change, expected) => {
    const root = await createRepository()
    await commitAll(root)
    await change(root)
    expect(await changesOf(root)).toEqual(expected)
  })

  it('a file that changed when its key had been made, and one that was made right only then', async () => {
    const root = await createRepository()
    await commitAll(root)
    const path = a('own.R')
    const between = (text: string) => () => writeFiles(root, { [path]: text })
    const why = 'has changed since its key was made'
    expect(await changesOf(root, { between: between('later\n') })).toEqual([{ path, why }])
    expect(await changesOf(root, { between: between('own\n') })).toEqual([{ path, why }])
    expect(await changesOf(root)).toEqual([])
  })

  it('a file that was removed where a link leads', async () => {
    const root = await createRepository({ 'modules/base/Dockerfile': 'FROM scratch\nCOPY link /setup\n', 'modules/base/setup/b.sh': '' })
    symlinkSync('setup', join(root, 'modules/base/link'))
    await commitAll(root)
    expect(await changesOf(root, { module: 'base' })).toEqual([])
    rmSync(join(root, 'modules/base/setup/b.sh'))
    const why = 'is in the commit, and not here'
    expect(await changesOf(root, { module: 'base' })).toEqual([{ path: 'modules/base/setup/b.sh', why }])
  })

  it('only one of two modules of the same content and key', async () => {
    const root = await createRepository({ 'modules/one/Dockerfile': 'FROM scratch\nCOPY x /\n', 'modules/one/x': '' })
    await commitAll(root)
    writeFiles(root, { 'modules/two/Dockerfile': 'FROM scratch\nCOPY x /\n', 'modules/two/x': '' })
    const { contentOf, keyOf } = open(root)
    const [one, two] = [await keyOf('one'), await keyOf('two')]
    expect(one.key).toBe(two.key)
    expect([await contentOf.stateOf(one), (await contentOf.stateOf(two)).kind]).toEqual([{ kind: 'committed' }, 'uncommitted'])
  })

  it('nothing that no build reads', async () => {
    const root = await createRepository()
    await commitAll(root)
    writeFiles(root, { [a('notes/n.md')]: 'other', 'modules/base/README.md': 'new', other: 'new' })
    rmSync(join(root, a('notes')), { recursive: true })
    expect(await changesOf(root)).toEqual([])
  })
})

describe('names that git has for what keys were made of', () => {
  const root = async () => {
    const created = await createRepository({}, '--object-format=sha1')
    await commitAll(created)
    return created
  }
  const openKept = (at: string) => open(at, NO_GENERATING_TASKS, readWorkspaceFrom(createWorkingTree(at, { blobs: true })))
  const own = 'modules/a/own.R'

  it('are those of the key, whatever the file has become', async () => {
    const at = await root()
    const { keyOf, contentOf } = openKept(at)
    const keyed = await keyOf('a')
    expect(keyed.files.blobOf(own, (await keyed.files.hash(own)).sha256)).toBe(await runTestGit(at, 'rev-parse', `HEAD:${own}`))
    writeFiles(at, { [own]: 'later\n' })
    expect(await contentOf.stateOf(keyed)).toEqual({ kind: 'committed' })
  })

  it('are not those of a key that was made anew', async () => {
    const at = await root()
    const { keyOf, contentOf, rekey } = openKept(at)
    await keyOf('a')
    writeFiles(at, { [own]: 'later\n', 'modules/a/Dockerfile': `${FILES['modules/a/Dockerfile']}ENV A=b\n` })
    rekey('a')
    expect(await contentOf.stateOf(await keyOf('a'))).toMatchObject({
      kind: 'uncommitted',
      files: [{ path: 'modules/a/Dockerfile' }, { path: own }],
    })
  })

  it('leave the executable bit to be compared', async () => {
    const at = await root()
    chmodSync(join(at, own), 0o755)
    const { keyOf, contentOf } = openKept(at)
    expect(await contentOf.stateOf(await keyOf('a'))).toMatchObject({ kind: 'uncommitted', files: [{ path: own }] })
  })
})

describe('through the clean filter', () => {
  it('line ends of Windows are those of the commit', async () => {
    const root = await createRepository({ '.gitattributes': '*.R text eol=crlf\n' })
    await commitAll(root)
    writeFiles(root, { 'modules/a/own.R': 'own\r\n' })
    expect(await changesOf(root)).toEqual([])
    writeFiles(root, { 'modules/a/own.R': 'other\r\n' })
    expect(await changesOf(root)).toEqual([{ path: 'modules/a/own.R', why: DIFFERS }])
  })

  it('what a filter keeps in another form is the commit, and what it cannot clean is not', async () => {
    const root = await createRepository({ '.gitattributes': '*.csv filter=upper\n' })
    await runTestGit(root, 'config', 'filter.upper.clean', 'tr a-z A-Z')
    await commitAll(root)
    expect(await runTestGit(root, 'show', 'HEAD:modules/a/data/x.csv')).toBe('X')
    expect(await changesOf(root)).toEqual([])
    await runTestGit(root, 'config', 'filter.upper.clean', 'false')
    await runTestGit(root, 'config', 'filter.upper.required', 'true')
    expect(await changesOf(root)).toEqual([{ path: 'modules/a/data/x.csv', why: DIFFERS }])
  })

  it('a file is what its Git LFS pointer in the commit stands for, without Git LFS', async () => {
    const content = 'a large file\n'
    const root = await createRepository()
    const digest = createHash('sha256').update(content).digest('hex')
    writeFiles(root, {
      'modules/a/data/x.csv': `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize ${content.length}\n`,
    })
    await commitAll(root)
    writeFiles(root, { 'modules/a/data/x.csv': content })
    expect(await changesOf(root)).toEqual([])
    writeFiles(root, { 'modules/a/data/x.csv': `${content}!` })
    expect(await changesOf(root)).toEqual([{ path: 'modules/a/data/x.csv', why: DIFFERS }])
  })
})

it('a Dockerfile that is a link counts with what it leads to', async () => {
  const root = await createRepository({ 'shared/Dockerfile': FILES['modules/base/Dockerfile'] })
  rmSync(join(root, 'modules/base/Dockerfile'))
  symlinkSync('../../shared/Dockerfile', join(root, 'modules/base/Dockerfile'))
  await commitAll(root)
  expect(await changesOf(root, { module: 'base' })).toEqual([])
  writeFiles(root, { 'shared/Dockerfile': `${FILES['modules/base/Dockerfile']}#\n` })
  expect(await changesOf(root, { module: 'base' })).toEqual([{ path: 'modules/base/Dockerfile', why: DIFFERS }])
})

it('a workspace below its repository is compared with its own folder', async () => {
  const top = await createRepository()
  const root = join(top, 'work')
  writeFiles(root, { ...FILES, 'nx.json': JSON.stringify({ plugins: ['@module-images/nx'] }) })
  await commitAll(top)
  expect(await changesOf(root)).toEqual([])
  writeFiles(root, { 'modules/a/own.R': 'other' })
  expect(await changesOf(root)).toEqual([{ path: 'modules/a/own.R', why: DIFFERS }])
})

it('a link to what lies beside the workspace in its repository counts with what it leads to', async () => {
  const root = temporaryNestedWorkspace('work/space', { 'modules/a/x': '1' })
  const top = join(root, '../..')
  writeFiles(top, { 'shared/Dockerfile': 'FROM scratch\nCOPY x /\n' })
  symlinkSync('../../../../shared/Dockerfile', join(root, 'modules/a/Dockerfile'))
  await commitAll(top)
  expect(await changesOf(root)).toEqual([])
  writeFiles(top, { 'shared/Dockerfile': 'FROM scratch\nCOPY x /x\n' })
  expect(await changesOf(root)).toEqual([{ path: 'modules/a/Dockerfile', why: DIFFERS }])
  rmSync(join(root, 'modules/a/Dockerfile'))
  symlinkSync(join(top, 'shared/Dockerfile'), join(root, 'modules/a/Dockerfile'))
  expect(await changesOf(root)).toEqual([{ path: 'modules/a/Dockerfile', why: DIFFERS }])
})

describe('a submodule', () => {
  const own = ['-c', 'protocol.file.allow=always']
  const folder = 'modules/a/vendor/lib'

  async function createWithSubmodule(): Promise<string> {
    const library = temporaryWorkspace({ 'include/lib.h': 'int x;\n' })
    await commitAll(library)
    const root = await createRepository()
    await runTestGit(root, ...own, 'submodule', '--quiet', 'add', library, folder)
    await commitAll(root)
    return root
  }

  it('is committed where it is at the commit that this one names, file for file', async () => {
    const root = await createWithSubmodule()
    expect(await changesOf(root)).toEqual([])
    writeFiles(join(root, folder), { 'include/lib.h': 'int y;\n' })
    expect(await changesOf(root)).toEqual([{ path: `${folder}/include/lib.h`, why: DIFFERS }])
    rmSync(join(root, folder, 'include/lib.h'))
    writeFiles(join(root, folder), { new: '' })
    expect(await changesOf(root)).toEqual([
      { path: `${folder}/new`, why: MISSING },
      { path: `${folder}/include/lib.h`, why: 'is in the commit, and not here' },
    ])
  })

  it('may be a whole module, or lie above one', async () => {
    for (const path of ['modules/sub', 'modules']) {
      const library = temporaryWorkspace({
        ...(path === 'modules'
          ? { 'sub/Dockerfile': 'FROM scratch\nCOPY x* /\n', 'sub/x': '', 'sub/xx': '' }
          : { Dockerfile: 'FROM scratch\nCOPY x* /\n', x: '', xx: '' }),
      })
      await commitAll(library)
      const root = temporaryWorkspace({})
      await runTestGit(root, 'init', '--quiet')
      await runTestGit(root, ...own, 'submodule', '--quiet', 'add', library, path)
      await commitAll(root)
      expect(await changesOf(root, { module: 'sub' })).toEqual([])
      rmSync(join(root, 'modules/sub/xx'))
      expect(await changesOf(root, { module: 'sub' })).toEqual([{ path: 'modules/sub/xx', why: 'is in the commit, and not here' }])
    }
  })

  it('is not with a .git that is more than the way to the repository around it', async () => {
    const root = await createWithSubmodule()
    writeFiles(root, { [`${folder}/.git`]: `gitdir: ${root}/.git/modules/${folder}\n` })
    const why = "is git's own; leave it out with **/.git in .dockerignore"
    expect(await changesOf(root)).toEqual([{ path: `${folder}/.git`, why }])
    writeFiles(root, { 'modules/a/.dockerignore': 'notes\n**/.git\n' })
    await commitAll(root)
    expect(await changesOf(root)).toEqual([])
  })

  it('is not where it is at another', async () => {
    const root = await createWithSubmodule()
    writeFiles(join(root, folder), { 'include/lib.h': 'int y;\n' })
    await commitAll(join(root, folder))
    const why = `the submodule ${folder} is not at the commit's`
    expect(await changesOf(root)).toContainEqual({ path: `${folder}/include/lib.h`, why })
    await runTestGit(root, 'add', folder)
    expect(await changesOf(root)).toContainEqual({ path: `${folder}/include/lib.h`, why })
    await commitAll(root)
    expect(await changesOf(root)).toEqual([])
  })
})

it('a task that works on a submodule makes nothing that counts', async () => {
  const library = temporaryWorkspace({ 'include/lib.h': 'int x;\n' })
  await commitAll(library)
  const root = await createRepository({ '.gitignore': '*.rds\n', 'modules/a/.dockerignore': 'notes\nvendor\n' })
  await runTestGit(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'modules/a/vendor')
  await commitAll(root)
  writeFiles(root, { 'modules/a/x.rds': '' })
  const task = { id: 'a:prepare', outputs: ['modules/a/x.rds'], outputsBefore: [], roots: ['modules/a'] }
  const why = 'made by a:prepare, which works on the submodule modules/a/vendor, which may hold more than its commit'
  expect(await changesOf(root, { tasksOf: () => [task] })).toEqual([{ path: 'modules/a/x.rds', why }])
})

describe('a file that a task made', () => {
  const task = { id: 'a:prepare', outputs: ['modules/a/made', 'modules/a/*.rds'], outputsBefore: ['lib/out'], roots: ['lib', 'modules/a'] }
  const tasksOf: GeneratingTasks = (module) => (module === 'a' ? [task] : [])
  const made = { 'modules/a/made/deep/x': '1', 'modules/a/y.rds': '2', 'lib/out': '3' }

  async function createMade(): Promise<string> {
    const root = await createRepository({ '.gitignore': 'made\n*.rds\n', 'lib/src.py': 'src', 'modules/a/.dockerignore': 'notes\nlocal\n' })
    await commitAll(root)
    writeFiles(root, made)
    return root
  }

  it('counts as committed while the files of its projects are', async () => {
    expect(await changesOf(await createMade(), { tasksOf })).toEqual([])
  })

  it('does not without that task, and not beside its outputs', async () => {
    const root = await createMade()
    expect((await changesOf(root)).map(({ path }) => path)).toEqual(['modules/a/made/deep/x', 'modules/a/y.rds'])
    writeFiles(root, { '.gitignore': 'made\n*.rds\n*.tmp\n', 'modules/a/z.tmp': '' })
    expect(await changesOf(root, { tasksOf })).toEqual([{ path: 'modules/a/z.tmp', why: MISSING }])
  })

  it.each<[string, string, (root: string) => unknown]>([
    ['differs', 'lib/src.py', (root) => writeFiles(root, { 'lib/src.py': 'other' })],
    ['is gone', 'lib/src.py', (root) => rmSync(join(root, 'lib/src.py'))],
    ['is new', 'lib/new.py', (root) => writeFiles(root, { 'lib/new.py': '' })],
    ['is new and no input of the image', 'modules/a/local', (root) => writeFiles(root, { 'modules/a/local': '' })],
  ])('does not where a file of its projects %s: %s', async (_, path, change) => {
    const root = await createMade()
    await change(root)
    const why = `made by a:prepare, which works on ${path}, which is not as in the commit`
    expect(await changesOf(root, { tasksOf })).toEqual([
      { path: 'modules/a/made/deep/x', why },
      { path: 'modules/a/y.rds', why },
    ])
  })
})

it('a repository that cannot be read is no answer', async () => {
  const root = await createRepository()
  await commitAll(root)
  const between = () => rmSync(join(root, '.git/HEAD'))
  await expect(stateOf(root, { between })).rejects.toMatchObject({ code: 'repository-unreadable' })
})
