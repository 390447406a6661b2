import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { WorkspacePlan } from '@module-images/core'
import { temporaryFolder, temporaryNestedWorkspace, writeFiles } from '@module-images/workspace/testing'
import { runDiff } from '../commands/diff/run-diff.js'
import { runExplain } from '../commands/explain/run-explain.js'
import { runPlan } from '../commands/plan/run-plan.js'
import { addSubmodule, commitAll, runTestGit, updateSubmodules } from '@module-images/git/testing'
import { recordCommand } from '../testing/recorded-command.js'

const explain = async (root: string, module: string, since = 'HEAD') => {
  const { out } = await recordCommand(root, (context) => runExplain(module, { json: false, since }, context))
  return out.replaceAll(/\b[0-9a-f]{12}\b/g, '…')
}

const diff = async (root: string, module: string, since = 'HEAD') => {
  const options = { modules: [module], since, output: 'text' as const, offline: true }
  return (await recordCommand(root, (context) => runDiff(options, context))).out.replaceAll(/\b[0-9a-f]{12}\b/g, '…')
}

/** Why modules are affected, by name. */
const affected = async (root: string, base: string, head?: string) => {
  const options = { modules: [], output: 'json' as const, jobs: 1, offline: true, tags: undefined, affected: { base, head } }
  const { out } = await recordCommand(root, (context) => runPlan(options, context))
  const { modules } = JSON.parse(out) as WorkspacePlan
  return Object.fromEntries(modules.map(({ name, reasons }) => [name, reasons.filter((reason) => !/^the registry/.test(reason))]))
}

const renv = (version: string) =>
  JSON.stringify({ R: { Version: '4.4.1' }, Packages: { scran: { Package: 'scran', Version: version, Source: 'Bioconductor' } } })

/** A workspace below its repository's top: `a` reads a submodule in its folder, `ext` is one, and `in` lies in one. */
async function createWorkspace(folder = "an 'x") {
  const data = temporaryFolder({ 'reads.csv': '1', 'notes.md': '1' })
  await commitAll(data)
  const inner = temporaryFolder({ 'deep.csv': '1' })
  await commitAll(inner)
  const ext = temporaryFolder({
    Dockerfile: 'FROM scratch\nCOPY renv.lock inner/deep.csv /\n',
    'renv.lock': renv('1.0.0'),
    'README.md': '1',
  })
  await commitAll(ext)
  await addSubmodule(ext, inner, 'inner')
  await commitAll(ext)
  const group = temporaryFolder({ 'in/Dockerfile': 'FROM scratch\nCOPY in.csv /\n', 'in/in.csv': '1' })
  await commitAll(group)
  const root = temporaryNestedWorkspace(
    folder,
    {
      'modules/a/Dockerfile': 'FROM scratch\nCOPY data/*.csv /\n',
      'modules/whole/Dockerfile': 'FROM scratch\nCOPY . /\n',
      'modules/child/Dockerfile': 'FROM public.ecr.aws/openscpca/a\n',
      'modules/other/Dockerfile': 'FROM scratch\n',
    },
    { modules: ['modules/*', 'group/*'] },
  )
  const top = join(root, '..')
  await runTestGit(top, 'init', '--quiet', '--initial-branch=main')
  await addSubmodule(root, data, 'modules/a/data')
  await addSubmodule(root, data, 'modules/whole/data')
  await addSubmodule(root, ext, 'modules/ext')
  await addSubmodule(root, group, 'group')
  await updateSubmodules(top)
  await commitAll(top)
  return { root, top, data, ext, group, inner }
}

/** Commits a change of a submodule where it is checked out, so that only this machine has the commit. */
async function changeSubmodule(root: string, path: string, files: Readonly<Record<string, string>>): Promise<void> {
  writeFiles(join(root, path), files)
  await commitAll(join(root, path))
}

describe('explain and diff of a commit with submodules', () => {
  it('have the keys of the checkout, with what lies in submodules and in those within them', async () => {
    const { root } = await createWorkspace()
    for (const module of ['a', 'whole', 'ext', 'in', 'child']) {
      expect(await explain(root, module)).toBe(`${module}: nothing differs from HEAD (…), the key is …`)
    }
    expect(await diff(root, 'ext')).toBe('ext, since HEAD (…): the image is the same')
  })

  it('tell what the pointer of a submodule changes', async () => {
    const { root, top } = await createWorkspace()
    await changeSubmodule(root, 'modules/a/data', { 'reads.csv': '2', 'new.csv': '2' })
    await changeSubmodule(root, 'modules/ext', { 'renv.lock': renv('2.0.0') })
    await changeSubmodule(root, 'modules/ext/inner', { 'deep.csv': '2' })
    await commitAll(join(root, 'modules/ext'))
    await commitAll(top)
    expect(await explain(root, 'a', 'HEAD~1')).toBe(
      'a: the key was … at HEAD~1 (…) and is …\n  added    input data/new.csv\n  changed  input data/reads.csv',
    )
    expect(await explain(root, 'ext', 'HEAD~1')).toBe(
      'ext: the key was … at HEAD~1 (…) and is …\n  changed  input inner/deep.csv\n  changed  input renv.lock',
    )
    expect(await diff(root, 'ext', 'HEAD~1')).toBe('ext, since HEAD~1 (…): packages: 1 changed\n  changed  scran  1.0.0 → 2.0.0  renv.lock')
  })

  it('read what git keeps of a submodule that is gone from the working tree', async () => {
    const { root, top } = await createWorkspace()
    await runTestGit(top, 'rm', '--quiet', '-r', `${root}/modules/a/data`)
    writeFiles(root, { 'modules/a/data/reads.csv': '2' })
    expect(await explain(root, 'a')).toBe('a: the key was … at HEAD (…) and is …\n  changed  input data/reads.csv')
  })

  it('say which commit of which submodule is not fetched, where a build reads it or the module lies in it', async () => {
    const { root, top } = await createWorkspace()
    const ids: Record<string, string> = {}
    for (const path of ['modules/a/data', 'modules/ext', 'group']) {
      const id = '1'.repeat(39) + String(path.length % 10)
      ids[path] = id
      await runTestGit(root, 'update-index', '--cacheinfo', `160000,${id},an 'x/${path}`)
    }
    await runTestGit(top, 'commit', '--quiet', '-m', 'to commits that are nowhere')
    const notKnown = (module: string, path: string) =>
      new RegExp(
        `^${module}: what it was at HEAD \\(…\\) is not known, the key is …\\n {2}${path}: The submodule is at commit ${ids[path] ?? ''} there, and that commit is not fetched here\\.\\n[^]*git -C ${path} fetch origin ${ids[path] ?? ''}$`,
      )
    expect(await explain(root, 'a')).toMatch(notKnown('a', 'modules/a/data'))
    expect(await explain(root, 'child')).toMatch(notKnown('child', 'modules/a/data'))
    expect(await explain(root, 'ext')).toMatch(notKnown('ext', 'modules/ext'))
    expect(await explain(root, 'in')).toMatch(notKnown('in', 'group'))
    expect(await explain(root, 'other')).toBe('other: nothing differs from HEAD (…), the key is …')
    expect(await explain(root, 'whole')).toBe('whole: nothing differs from HEAD (…), the key is …')
    expect(await diff(root, 'ext')).toMatch(
      /^ext, since HEAD \(…\): what it was then is not known\n {2}warning: modules\/ext: The submodule is at/,
    )
  })
})

describe('plan --affected', () => {
  it('names what the pointer of a submodule changes, between commits and in the working tree', async () => {
    const { root, top } = await createWorkspace()
    await changeSubmodule(root, 'modules/a/data', { 'reads.csv': '2', 'notes.md': '2' })
    await changeSubmodule(root, 'modules/ext', { 'README.md': '2' })
    await changeSubmodule(root, 'modules/ext/inner', { 'deep.csv': '2' })
    await changeSubmodule(root, 'group', { 'in/in.csv': '2' })
    const expected = {
      a: ['modules/a/data/reads.csv changed'],
      child: ['its base a is affected'],
      ext: ['modules/ext/inner/deep.csv changed'],
      in: ['group/in/in.csv changed'],
    }
    expect(await affected(root, 'HEAD')).toEqual(expected)
    await commitAll(join(root, 'modules/ext'))
    await commitAll(top)
    expect(await affected(root, 'HEAD~1', 'HEAD')).toEqual(expected)
    expect(await affected(root, 'HEAD')).toEqual({})
  })

  it('sees a change of what a Dockerfile is a link to, in a submodule and beside the workspace too', async () => {
    const { root, top } = await createWorkspace()
    writeFiles(top, { 'far/Dockerfile': 'FROM scratch\n', 'far/other': '1' })
    writeFiles(root, { 'near/Dockerfile': 'FROM scratch\n' })
    for (const [module, target] of Object.entries({ far: '../../step', near: '../../near/Dockerfile', sub: '../ext/Dockerfile' })) {
      mkdirSync(join(root, 'modules', module))
      symlinkSync(target, join(root, 'modules', module, 'Dockerfile'))
    }
    symlinkSync('../far/Dockerfile', join(root, 'step'))
    await commitAll(top)
    writeFiles(top, { 'far/Dockerfile': 'FROM scratch\nLABEL a=1\n', 'far/other': '2' })
    writeFiles(root, { 'near/Dockerfile': 'FROM scratch\nLABEL a=1\n' })
    await changeSubmodule(root, 'modules/ext', { Dockerfile: 'FROM scratch\n' })
    expect(await affected(root, 'HEAD')).toEqual({
      ext: ['modules/ext/Dockerfile changed'],
      far: ['../far/Dockerfile changed'],
      near: ['near/Dockerfile changed'],
      sub: ['modules/ext/Dockerfile changed'],
    })
  })

  it('sees what is not committed in a submodule', async () => {
    const { root } = await createWorkspace()
    writeFiles(root, { 'modules/a/data/new.csv': '1', 'modules/ext/renv.lock': renv('3.0.0'), 'modules/ext/new.md': '1' })
    expect(await affected(root, 'HEAD')).toEqual({
      a: ['modules/a/data/new.csv changed'],
      child: ['its base a is affected'],
      ext: ['modules/ext/renv.lock changed'],
    })
  })

  it('takes for changed whatever may be read of a submodule that is new, gone, or not fetched', async () => {
    const { root, top, data } = await createWorkspace()
    await addSubmodule(root, data, 'modules/other/data')
    await runTestGit(top, 'rm', '--quiet', '-r', `${root}/modules/whole/data`)
    await commitAll(top)
    rmSync(join(root, 'modules/a/data'), { recursive: true })
    rmSync(join(top, ".git/modules/an 'x/modules/a/data"), { recursive: true })
    writeFiles(root, { 'modules/a/data/reads.csv': '1' })
    await runTestGit(root, 'update-index', '--cacheinfo', `160000,${'1'.repeat(40)},an 'x/modules/a/data`)
    await runTestGit(top, 'commit', '--quiet', '-m', 'to a commit that is nowhere')
    expect(await affected(root, 'HEAD~2', 'HEAD')).toEqual({
      a: ['modules/a/data changed'],
      child: ['its base a is affected'],
      whole: ['modules/whole/data changed'],
    })
  })
})
