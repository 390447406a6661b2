import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryNestedWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { recordCommand } from '../../testing/recorded-command.js'
import type { ModuleExplanation } from './explain-module.js'
import { runExplain } from './run-explain.js'

const FILES = {
  'modules/base/Dockerfile': 'FROM debian:trixie-slim\nCOPY setup /setup\n',
  'modules/base/setup/a.sh': 'echo a\n',
  'modules/base/.dockerignore': '*\n!setup\n',
  'modules/child/Dockerfile': 'FROM public.ecr.aws/openscpca/base\nARG R=4\nCOPY scripts /scripts\n',
  'modules/child/scripts/a.R': 'a',
  'modules/child/scripts/b.R': 'b',
  'modules/child/README.md': 'read',
  'modules/child/project.json': '{ "targets": { "docker-build": { "options": { "buildArgs": { "R": "4" } } } } }',
}

const explain = async (root: string, module: string, since?: string) => {
  const { code, out, logged } = await recordCommand(root, (context) => runExplain(module, { json: false, since }, context))
  expect([code, logged]).toEqual([0, []])
  return out.replaceAll(/\b[0-9a-f]{12}\b/g, '…')
}

const explainJson = async (root: string, module: string, since?: string) => {
  const { out } = await recordCommand(root, (context) => runExplain(module, { json: true, since }, context))
  return JSON.parse(out) as { recipe: number; module: string; since: { name: string; commit: string }; modules: ModuleExplanation[] }
}

describe('explain', () => {
  it('gives a commit the very keys of the working tree it was made of, links and hostile names included', async () => {
    const hostile = { 'modules/child/scripts/a\nb': 'x', 'modules/child/scripts/-rf': 'y', 'modules/child/scripts/ü $(x)': 'z' }
    const root = temporaryWorkspace({ ...FILES, ...hostile, 'shared/Dockerfile': 'FROM debian\nCOPY link /\n', 'modules/linked/end': 'e' })
    symlinkSync('../../shared/Dockerfile', join(root, 'modules/linked/Dockerfile'))
    symlinkSync('end', join(root, 'modules/linked/link'))
    symlinkSync('/etc/passwd', join(root, 'modules/child/scripts/out'))
    chmodSync(join(root, 'modules/child/scripts/a.R'), 0o755)
    const commit = await commitAll(root)
    for (const module of ['base', 'child', 'linked']) {
      expect(await explainJson(root, module, 'HEAD')).toEqual({
        recipe: 2,
        module,
        since: { name: 'HEAD', commit },
        modules: [{ kind: 'same', module, now: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
      })
    }
    expect(await explain(root, 'child', 'HEAD')).toBe('child: nothing differs from HEAD (…), the key is …')
  })

  it('follows links to what lies beside the workspace in its repository, and none out of that', async () => {
    const root = temporaryNestedWorkspace('work/space', { ...FILES, 'modules/linked/end': 'e' })
    const top = join(root, '../..')
    writeFiles(top, { 'shared/Dockerfile': 'FROM debian\nCOPY end /\n' })
    symlinkSync('../../../../shared/Dockerfile', join(root, 'modules/linked/Dockerfile'))
    symlinkSync('../../../../../x', join(root, 'modules/linked/out'))
    await commitAll(top)
    for (const module of ['base', 'child', 'linked']) {
      expect(await explain(root, module, 'HEAD')).toBe(`${module}: nothing differs from HEAD (…), the key is …`)
    }
    writeFiles(top, { 'shared/Dockerfile': 'FROM debian\nCOPY end /end\n' })
    expect(await explain(root, 'linked', 'HEAD')).toBe('linked: the key was … at HEAD (…) and is …\n  changed  dockerfile')
  })

  it('names each part that differs, and goes on to the bases that do', async () => {
    const root = temporaryWorkspace(FILES)
    await commitAll(root)
    rmSync(join(root, 'modules/child/scripts/b.R'))
    chmodSync(join(root, 'modules/child/scripts/a.R'), 0o755)
    writeFiles(root, {
      'modules/base/setup/a.sh': 'echo b\n',
      'modules/child/scripts/new.R': 'n',
      'modules/child/README.md': 'nothing copies it',
      'modules/child/project.json':
        '{ "targets": { "docker-build": { "options": { "buildArgs": { "R": "4.5", "S": "" }, "platforms": ["linux/arm64"] } } } }',
    })
    expect(await explain(root, 'modules/child')).toBe(
      [
        'child: the key was … at the merge base with main (…) and is …',
        '  changed  argument R: 4 → 4.5',
        '  added    argument S: (none)',
        '  changed  base public.ecr.aws/openscpca/base, the module base: key … → key …',
        '  changed  input scripts/a.R: a file → an executable file',
        '  removed  input scripts/b.R',
        '  added    input scripts/new.R',
        '  changed  platforms: linux/amd64 → linux/arm64',
        '',
        'base: the key was … at the merge base with main (…) and is …',
        '  changed  input setup/a.sh',
      ].join('\n'),
    )
  })

  it('compares with where the branch left the default one, unless told otherwise', async () => {
    const root = temporaryWorkspace(FILES)
    const start = await commitAll(root)
    await runTestGit(root, 'switch', '--quiet', '--create', 'work')
    writeFiles(root, { 'modules/child/scripts/a.R': 'a2' })
    await commitAll(root)
    await runTestGit(root, 'switch', '--quiet', 'main')
    writeFiles(root, { 'modules/child/scripts/b.R': 'b2' })
    await commitAll(root)
    await runTestGit(root, 'switch', '--quiet', 'work')
    expect((await explainJson(root, 'child')).since).toEqual({ name: 'the merge base with main', commit: start })
    expect((await explainJson(root, 'child')).modules[0]).toMatchObject({ changes: [{ part: 'input scripts/a.R' }] })
    expect((await explainJson(root, 'child', 'main')).modules[0]).toMatchObject({
      changes: [{ part: 'input scripts/a.R' }, { part: 'input scripts/b.R' }],
    })
  })

  it('knows a module that is new, was renamed or was broken', async () => {
    const root = temporaryWorkspace({ ...FILES, 'modules/b/Dockerfile': 'COPY\n' })
    await commitAll(root)
    mkdirSync(join(root, 'modules/new'))
    writeFiles(root, {
      'modules/new/Dockerfile': 'FROM scratch\n',
      'modules/b/Dockerfile': 'FROM scratch\n',
      'modules/child/project.json': '{ "name": "kid" }',
    })
    expect(await explain(root, 'new')).toBe('new: there was no such module at the merge base with main (…), the key is …')
    expect(await explain(root, 'b')).toMatch(/^b: it could not be built at the merge base .*\n {2}modules\/b\/Dockerfile:1: /)
    expect((await explainJson(root, 'kid')).modules[0]).toMatchObject({ changes: [{ part: 'argument R', kind: 'removed' }] })
  })

  it('fails for a module that is broken or not there, and where there is nothing to compare with', async () => {
    const root = temporaryWorkspace({ ...FILES, 'modules/b/Dockerfile': 'COPY\n' })
    await expect(explain(root, 'child', 'main')).rejects.toMatchObject({ code: 'git-failed' })
    await commitAll(root)
    await expect(explain(root, 'b')).rejects.toMatchObject({ code: 'bad-dockerfile' })
    await expect(explain(root, 'nobody')).rejects.toMatchObject({ code: 'unknown-module' })
    await expect(explain(root, 'child', '--all')).rejects.toMatchObject({ code: 'bad-revision' })
    await runTestGit(root, 'branch', '--move', 'other')
    await expect(explain(root, 'child')).rejects.toMatchObject({ code: 'no-default-branch' })
  })
})
