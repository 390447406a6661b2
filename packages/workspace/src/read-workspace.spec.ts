import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { renderError } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { createContentKeys } from './keys/content-keys.js'
import { temporaryWorkspace } from './testing/temporary-workspace.js'
import { readWorkspace } from './testing/plain-workspace.js'
import type { Workspace } from './read-workspace.js'

const names = ({ modules }: Workspace) => [...modules.keys()]
const errors = ({ broken }: Workspace) =>
  Object.fromEntries([...broken.values()].map(({ name, error }) => [name, renderError(error).split('\n')[0]]))

describe('readWorkspace', () => {
  it('finds the modules and tells their bases apart', () => {
    const root = temporaryWorkspace({
      'modules/base/Dockerfile': 'FROM debian:trixie-slim\n',
      'modules/child/Dockerfile': 'ARG TAG=latest\nFROM public.ecr.aws/openscpca/base:$TAG\nCOPY --from=ubuntu:24.04 /a /a\nFROM base\n',
      'modules/pinned/Dockerfile': 'FROM public.ecr.aws/openscpca/base:v1.0.0\n',
      'modules/elsewhere/Dockerfile': 'FROM public.ecr.aws/others/nobody\n',
      'modules/deep/er/Dockerfile': 'FROM scratch\n',
      'modules/notes/README.md': '',
      'other/Dockerfile': 'FROM scratch\n',
    })
    const { modules, broken } = readWorkspace(root)
    expect(broken).toEqual(new Map())
    expect([...modules.values()].map(({ name, root, image, active, bases }) => ({ name, root, image, active, bases }))).toEqual([
      {
        name: 'base',
        root: 'modules/base',
        image: 'base',
        active: true,
        bases: [{ kind: 'external', reference: 'debian:trixie-slim', line: 1 }],
      },
      // The last stage alone is built, and it starts from Docker Hub's `base`, not from the stage before.
      { name: 'child', root: 'modules/child', image: 'child', active: true, bases: [{ kind: 'external', reference: 'base', line: 4 }] },
      {
        name: 'elsewhere',
        root: 'modules/elsewhere',
        image: 'elsewhere',
        active: true,
        bases: [{ kind: 'external', reference: 'public.ecr.aws/others/nobody', line: 1 }],
      },
      {
        name: 'pinned',
        root: 'modules/pinned',
        image: 'pinned',
        active: true,
        bases: [{ kind: 'external', reference: 'public.ecr.aws/openscpca/base:v1.0.0', line: 1 }],
      },
    ])
  })

  it('tells of links where modules might be, which Nx looks behind no more than it does', () => {
    const root = temporaryWorkspace(
      { 'modules/a/Dockerfile': 'FROM scratch\n', 'far/b/Dockerfile': 'FROM scratch\n', 'far/c/README.md': '' },
      { modules: ['modules/*', 'more/*'] },
    )
    for (const [link, target] of [
      ['modules/b', '../far/b'],
      ['modules/c', '../far/c'],
      ['modules/dead', 'nowhere'],
      ['more', 'far'],
      ['other', 'far/b'],
    ])
      symlinkSync(target ?? '', join(root, link ?? ''))
    const workspace = readWorkspace(root)
    expect(names(workspace)).toEqual(['a'])
    expect(workspace.linkedFolders).toEqual(['modules/b', 'more'])
  })

  it('knows a module of this workspace in FROM and in COPY --from, with or without latest', () => {
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': 'FROM scratch\n',
      'modules/b/Dockerfile': 'FROM public.ecr.aws/openscpca/a\nCOPY --from=public.ecr.aws/openscpca/a:latest /x /x\n',
    })
    expect(readWorkspace(root).modules.get('b')?.bases).toEqual([
      { kind: 'module', reference: 'public.ecr.aws/openscpca/a', module: 'a', line: 1 },
      { kind: 'module', reference: 'public.ecr.aws/openscpca/a:latest', module: 'a', line: 2 },
    ])
  })

  describe("a reference to the workspace's own registry that names no module", () => {
    const OWN = 'public.ecr.aws/openscpca'
    const errorOf = (files: Record<string, string>, options: object = {}) => {
      const workspace = readWorkspace(temporaryWorkspace({ 'modules/r-base/Dockerfile': 'FROM scratch\n', ...files }, options))
      const error = workspace.broken.get('a')?.error
      return error && { code: error.code, place: error.place, message: error.message, fix: error.fix?.split('\n')[0] }
    }

    it.each([
      [`FROM ${OWN}/r-bse`, `${OWN}/r-bse`, 'r-bse: did you mean r-base?'],
      [`FROM ${OWN}/r-bse:v1.2`, `${OWN}/r-bse:v1.2`, 'r-bse: did you mean r-base?'],
      [`FROM scratch\nCOPY --from=${OWN}/rbase:latest / /`, `${OWN}/rbase:latest`, 'rbase: did you mean r-base?'],
      [`FROM scratch\nRUN --mount=from=${OWN}/r-bases true`, `${OWN}/r-bases`, 'r-bases: did you mean r-base?'],
      [`ARG B=r-bsae\nFROM ${OWN}/$B`, `${OWN}/r-bsae`, 'r-bsae: did you mean r-base?'],
    ])('is an error with a suggestion: %j', (dockerfile, reference, fix) => {
      expect(errorOf({ 'modules/a/Dockerfile': `${dockerfile}\n` })).toEqual({
        code: 'unknown-module-reference',
        message: `'${reference}' is in this workspace's registry, and no module of it has that image.`,
        place: { file: 'modules/a/Dockerfile', line: dockerfile.split('\n').length },
        fix,
      })
    })

    it('says how to name an image of another repository where no module is near', () => {
      expect(errorOf({ 'modules/a/Dockerfile': `FROM ${OWN}/tools/x\n` })?.fix).toBe(
        "If it is another repository's image, add 'tools/x' to \"externalImages\" of the plugin in nx.json.",
      )
    })

    it('is what the child of a renamed folder has', () => {
      expect(errorOf({ 'modules/new-name/Dockerfile': 'FROM scratch\n', 'modules/a/Dockerfile': `FROM ${OWN}/old-name\n` })?.code).toBe(
        'unknown-module-reference',
      )
    })

    const lock = (reference: string) =>
      JSON.stringify({
        ...{ lock: 1, epoch: 0 },
        bases: { [reference]: { digest: `sha256:${'1'.repeat(64)}`, platforms: [], resolved: '2026-03-01T09:30:00.000Z' } },
      })

    it.each([
      ['that is locked', { 'modules/a/Dockerfile': `FROM ${OWN}/other:1\n`, 'modules/a/image-lock.json': lock(`${OWN}/other:1`) }, {}],
      ['that is pinned', { 'modules/a/Dockerfile': `FROM ${OWN}/other@sha256:${'1'.repeat(64)}\n` }, {}],
      ['that is listed', { 'modules/a/Dockerfile': `FROM ${OWN}/other\n` }, { externalImages: ['x', 'other'] }],
      ['that a pattern lists', { 'modules/a/Dockerfile': `FROM ${OWN}/tools/sub/x:2\n` }, { externalImages: ['tools/**'] }],
      ["of a module's version", { 'modules/a/Dockerfile': `FROM ${OWN}/r-base:v1.2\n` }, {}],
      ['in another place', { 'modules/a/Dockerfile': 'FROM public.ecr.aws/openscpca-x/other\n' }, {}],
    ])('is none %s', (_, files, options) => expect(errorOf(files, options)).toBeUndefined())

    it('is one where the lock or the list names another', () => {
      const files = { 'modules/a/Dockerfile': `FROM ${OWN}/other:2\n`, 'modules/a/image-lock.json': lock(`${OWN}/other:1`) }
      expect(errorOf(files, { externalImages: ['othe', 'other2', '!other', '#other'] })?.code).toBe('unknown-module-reference')
    })
  })

  describe('a broken module', () => {
    const image = { targets: { 'docker-build': { options: { image: 'par-img' } } } }
    const withOptions = (options: object) => JSON.stringify({ targets: { 'docker-build': { options: { image: 'par-img', ...options } } } })

    it.each([
      ['its Dockerfile', { 'modules/pa/Dockerfile': 'FRM scratch\n', 'modules/pa/project.json': JSON.stringify(image) }],
      ['its other options', { 'modules/pa/Dockerfile': 'FROM scratch\n', 'modules/pa/project.json': withOptions({ buildArgs: 3 }) }],
      [
        'its ignore file',
        { 'modules/pa/.dockerignore': '[\n', 'modules/pa/Dockerfile': 'FROM scratch\n', 'modules/pa/project.json': JSON.stringify(image) },
      ],
      [
        'its lock',
        { 'modules/pa/image-lock.json': '{', 'modules/pa/Dockerfile': 'FROM scratch\n', 'modules/pa/project.json': JSON.stringify(image) },
      ],
    ])('keeps the image that its options name where %s cannot be read, so that its children are broken by it', async (_, files) => {
      const workspace = readWorkspace(temporaryWorkspace({ ...files, 'modules/kid/Dockerfile': 'FROM public.ecr.aws/openscpca/par-img\n' }))
      expect(workspace.broken.get('pa')?.image).toBe('par-img')
      const kid = await createContentKeys(workspace).keyOf('kid')
      expect(kid.kind === 'broken' && kid.error.code).toBe('broken-base')
    })
  })

  it('takes the whole context for read where the module it starts from leaves a COPY behind', () => {
    const from = (name: string) => `FROM scratch AS first\nFROM public.ecr.aws/openscpca/${name}\n`
    const { modules } = readWorkspace(
      temporaryWorkspace({
        'modules/copies/Dockerfile': 'FROM scratch\nONBUILD COPY . /app\n',
        'modules/mounts/Dockerfile': 'FROM scratch\nONBUILD RUN --mount=target=/src make\n',
        'modules/runs/Dockerfile': 'FROM scratch AS old\nONBUILD ADD a /\nFROM old\nONBUILD RUN make\n',
        'modules/a/Dockerfile': from('copies'),
        'modules/b/Dockerfile': from('mounts'),
        'modules/c/Dockerfile': from('runs'),
        'modules/d/Dockerfile': from('a'),
      }),
    )
    const reason = (name: string) => modules.get(name)?.reads.wholeContext
    expect(reason('a')).toEqual({ reason: 'What ONBUILD of copies reads here is known to the build alone.', line: 2 })
    expect(['b', 'c', 'd', 'copies'].map((name) => reason(name)?.line)).toEqual([2, undefined, undefined, undefined])
  })

  it('takes the whole context for read where the lock says that an outside base leaves a COPY behind', () => {
    const lock = (trigger: string) =>
      JSON.stringify({
        ...{ lock: 1, epoch: 0 },
        bases: {
          'python:onbuild': { digest: `sha256:${'1'.repeat(64)}`, platforms: [], resolved: '2026-03-01T09:30:00.000Z', onbuild: [trigger] },
        },
      })
    const { modules } = readWorkspace(
      temporaryWorkspace({
        'modules/copies/Dockerfile': 'FROM python:onbuild\n',
        'modules/copies/image-lock.json': lock('COPY . /app'),
        'modules/runs/Dockerfile': 'FROM python:onbuild\n',
        'modules/runs/image-lock.json': lock('RUN make'),
      }),
    )
    expect(modules.get('copies')?.reads.wholeContext).toEqual({
      reason: 'What ONBUILD of python:onbuild reads here is known to the build alone.',
      line: 1,
    })
    expect(modules.get('runs')?.reads.wholeContext).toBeUndefined()
  })

  it('takes name, image, activity and options from project.json', () => {
    const options = { image: 'tools/x', buildArgs: { A: '1' }, target: 'final', platforms: ['linux/arm64'] }
    const root = temporaryWorkspace({
      'modules/X/Dockerfile': 'FROM debian AS final\nFROM scratch\n',
      'modules/X/project.json': JSON.stringify({ name: '@scope/x', tags: ['docker:inactive'], targets: { 'docker-build': { options } } }),
    })
    const module = readWorkspace(root).modules.get('@scope/x')
    expect(module).toMatchObject({ root: 'modules/X', image: 'tools/x', active: false, options })
    expect(module?.bases).toEqual([{ kind: 'external', reference: 'debian', line: 1 }])
  })

  it.each([
    ['opt-out', [], true],
    ['opt-out', ['docker:active'], true],
    ['opt-out', ['docker:inactive'], false],
    ['opt-in', [], false],
    ['opt-in', ['docker:active'], true],
    ['opt-in', ['docker:active', 'docker:inactive'], false],
  ])('with activation %s and the tags %j, a module is active: %s', (activation, tags, active) => {
    const root = temporaryWorkspace({
      'nx.json': JSON.stringify({ plugins: [{ plugin: '@module-images/nx', options: { activation } }] }),
      'modules/a/Dockerfile': 'FROM scratch\n',
      ...(tags.length === 0 ? {} : { 'modules/a/project.json': JSON.stringify({ name: 'a', tags }) }),
    })
    expect(readWorkspace(root).modules.get('a')?.active).toBe(active)
  })

  it('keeps what is broken apart, each with one located error', () => {
    const root = temporaryWorkspace({
      'modules/good/Dockerfile': 'FROM scratch\n',
      'modules/conflict/Dockerfile': 'FROM scratch\n<<<<<<< HEAD\nCOPY a /\n=======\n>>>>>>> x\n',
      'modules/empty/Dockerfile': '\n',
      'modules/hello-R/Dockerfile': 'FROM scratch\n',
      'modules/hello-r/Dockerfile': 'FROM scratch\n',
      'modules/bad..name/Dockerfile': 'FROM scratch\n',
      'modules/circle-a/Dockerfile': 'FROM scratch\nCOPY --from=public.ecr.aws/openscpca/circle-b / /\n',
      'modules/circle-b/Dockerfile': 'FROM public.ecr.aws/openscpca/circle-a\n',
      'modules/json/Dockerfile': 'FROM scratch\n',
      'modules/json/project.json': '{ "name": ',
      'modules/options/Dockerfile': 'FROM scratch\n',
      'modules/options/project.json': '{ "targets": { "docker-build": { "options": { "buildArgs": { "A B": "1" } } } } }',
      'modules/ignore/Dockerfile': 'FROM scratch\n',
      'modules/ignore/.dockerignore': 'ok\n[\n',
    })
    const workspace = readWorkspace(root)
    expect(names(workspace)).toEqual(['good'])
    expect(errors(workspace)).toEqual({
      conflict: expect.stringMatching(/^modules\/conflict\/Dockerfile:2: /) as string,
      empty: 'modules/empty/Dockerfile:1: The Dockerfile is empty.',
      'hello-R': "modules/hello-R/Dockerfile: Its image would be 'hello-r', and so would that of modules/hello-r.",
      'hello-r': "modules/hello-r/Dockerfile: Its image would be 'hello-r', and so would that of modules/hello-R.",
      'bad..name': "modules/bad..name/Dockerfile: No registry takes 'bad..name' as the name of an image.",
      'circle-a': 'modules/circle-a/Dockerfile:2: The module is, through its bases, a base of itself.',
      'circle-b': 'modules/circle-b/Dockerfile:1: The module is, through its bases, a base of itself.',
      json: expect.stringMatching(/^modules\/json\/project\.json:1: /) as string,
      options: 'modules/options/project.json: The options of target docker-build are not valid:',
      ignore: expect.stringMatching(/^modules\/ignore\/\.dockerignore:2: /) as string,
    })
  })

  it('gives two folders of one name two project names, and calls the second broken', () => {
    const files = { 'a/one/Dockerfile': 'FROM scratch\n', 'b/one/Dockerfile': 'FROM scratch\n' }
    const workspace = readWorkspace(temporaryWorkspace(files, { modules: ['a/*', 'b/*'] }))
    expect([...workspace.broken.keys()]).toContain('b-one')
    expect(errors(workspace)['b-one']).toBe('b/one: Its name would also be that of a/one.')
  })

  it('says which Dockerfile it cannot read', () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile/x': '' })
    chmodSync(join(root, 'modules/a'), 0o755)
    expect(errors(readWorkspace(root))).toEqual({ a: 'modules/a/Dockerfile: Cannot be read (EISDIR).' })
  })

  it('wants to be among the plugins', () => {
    const root = temporaryWorkspace({ 'nx.json': '{ "plugins": ["@nx/js/typescript"] }' })
    expect(() => readWorkspace(root)).toThrow(expect.objectContaining({ code: 'plugin-not-registered' }))
  })
})
