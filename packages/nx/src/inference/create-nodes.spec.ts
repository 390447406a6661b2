import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { CreateNodesContext } from '@nx/devkit'
import { describe, expect, it } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import type { PluginOptions } from '@module-images/workspace'
import { createNodes } from './create-nodes.js'

async function inferProjects(files: Record<string, string>, options: PluginOptions = {}, links: Record<string, string> = {}) {
  const workspaceRoot = temporaryWorkspace(files, options)
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(workspaceRoot, path))
  const dockerfiles = Object.keys(files).filter((path) => path.endsWith('Dockerfile'))
  const context = { workspaceRoot, nxJsonConfiguration: {} } as CreateNodesContext
  const results = await createNodes[1](dockerfiles, options, context)
  return Object.assign({}, ...results.map(([, { projects }]) => projects)) as Record<
    string,
    NonNullable<(typeof results)[0][1]['projects']>[string]
  >
}

type Project = Awaited<ReturnType<typeof inferProjects>>[string] | undefined

/** Inputs of a target, named inputs put in. */
function inputsOf(project: Project, target: string) {
  const { namedInputs = {}, targets = {} } = project ?? {}
  return (targets[target]?.inputs ?? []).flatMap((input) => (typeof input === 'string' && namedInputs[input]) || [input])
}

describe('createNodes', () => {
  it('says of every target that it ends, which Nx else asks the schema of its executor', async () => {
    const projects = await inferProjects({ 'modules/a/Dockerfile': 'FROM debian\n' })
    const targets = Object.values(projects['modules/a']?.targets ?? {})
    expect(targets.map(({ continuous }) => continuous)).toEqual(Array(6).fill(false))
  })

  it('gives a module exactly the inputs of its build, and those of the modules it stands on', async () => {
    const projects = await inferProjects({
      'modules/base/Dockerfile': 'FROM debian\nCOPY scripts /scripts\n',
      'modules/base/.dockerignore': 'scripts/raw\n',
      'modules/middle/Dockerfile': 'FROM public.ecr.aws/openscpca/base\n',
      'modules/child/Dockerfile': 'FROM public.ecr.aws/openscpca/middle\nCOPY a[1].txt /\n',
      'modules/child/renv.lock': '',
    })
    expect(inputsOf(projects['modules/child'], 'docker-build')).toEqual([
      '{workspaceRoot}/modules/child/Dockerfile',
      '{workspaceRoot}/modules/child/Dockerfile.dockerignore',
      '{workspaceRoot}/modules/child/.dockerignore',
      '{workspaceRoot}/modules/child/image-lock.json',
      '{workspaceRoot}/modules/child/project.json',
      '{workspaceRoot}/modules/child/renv.lock',
      '{workspaceRoot}/modules/child/a?*.txt',
      '{workspaceRoot}/modules/child/a?*.txt/**/*',
      '{workspaceRoot}/modules/middle/Dockerfile',
      '{workspaceRoot}/modules/middle/Dockerfile.dockerignore',
      '{workspaceRoot}/modules/middle/.dockerignore',
      '{workspaceRoot}/modules/middle/image-lock.json',
      '{workspaceRoot}/modules/middle/project.json',
      '{workspaceRoot}/modules/base/Dockerfile',
      '{workspaceRoot}/modules/base/Dockerfile.dockerignore',
      '{workspaceRoot}/modules/base/.dockerignore',
      '{workspaceRoot}/modules/base/image-lock.json',
      '{workspaceRoot}/modules/base/project.json',
      '{workspaceRoot}/modules/base/scripts',
      '{workspaceRoot}/modules/base/scripts/**/*',
      '!{workspaceRoot}/modules/base/scripts/raw',
      '!{workspaceRoot}/modules/base/scripts/raw/**/*',
      { externalDependencies: [] },
      { env: 'MODULE_IMAGES_REGISTRY' },
    ])
    expect(projects['modules/child']?.implicitDependencies).toEqual(['middle'])
    expect(projects['modules/child']?.targets?.['docker-build']?.dependsOn).toEqual(['^docker-build'])
  })

  it('selects a build by both names an ignore file may have, by links on the way to it and by the file that they lead to', async () => {
    const files = { 'modules/a/Dockerfile': 'FROM debian\n', 'modules/a/rules[1]': '*\n' }
    const projects = await inferProjects(files, {}, { 'modules/a/.dockerignore': 'way', 'modules/a/way': 'rules[1]' })
    expect(inputsOf(projects['modules/a'], 'docker-build').slice(0, 7)).toEqual(
      ['Dockerfile', 'Dockerfile.dockerignore', '.dockerignore', 'way', 'rules?1?', 'image-lock.json', 'project.json'].map(
        (name) => `{workspaceRoot}/modules/a/${name}`,
      ),
    )
  })

  it('selects a run by every file of the module, those that .dockerignore keeps from the image above all', async () => {
    const projects = await inferProjects({
      'modules/base/Dockerfile': 'FROM debian\nCOPY . /\n',
      'modules/base/.dockerignore': 'raw\n',
      'modules/child/Dockerfile': 'FROM public.ecr.aws/openscpca/base\nCOPY . /\n',
      'modules/child/.dockerignore': 'scripts\nrun.sh\n',
    })
    expect(inputsOf(projects['modules/child'], 'docker-build')).toContain('!{workspaceRoot}/modules/child/scripts')
    const run = inputsOf(projects['modules/child'], 'docker-run')
    expect(run[0]).toBe('{workspaceRoot}/modules/child/**/*')
    expect(run.filter((input) => typeof input === 'string' && input.startsWith('!'))).toEqual([
      '!{workspaceRoot}/modules/base/raw',
      '!{workspaceRoot}/modules/base/raw/**/*',
    ])
    expect(run).toContainEqual({ env: 'MODULE_IMAGES_REGISTRY' })
  })

  it('says the files of a build once, however many targets need them', async () => {
    const projects = await inferProjects({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY data.csv /\n' })
    expect(JSON.stringify(projects).split('/data.csv"').length - 1).toBe(1)
  })

  it('names the targets as the options say', async () => {
    const files = { 'analyses/a/Dockerfile': 'FROM scratch\n', 'modules/b/Dockerfile': 'FROM scratch\n' }
    const projects = await inferProjects(files, {
      modules: 'analyses/*',
      buildTargetName: 'image',
      pushTargetName: 'publish',
      runTargetName: 'start',
    })
    expect(Object.keys(projects)).toEqual(['analyses/a'])
    expect(Object.entries(projects['analyses/a']?.targets ?? {}).map(([name, { dependsOn }]) => [name, dependsOn])).toEqual([
      ['image', ['^image']],
      ['publish', ['image']],
      ['start', ['image']],
      ['docker-shell', undefined],
      ['docker-load', ['image']],
      ['docker-check', undefined],
    ])
  })

  it.each<[string, Record<string, string>, PluginOptions]>([
    ['an inactive module', { 'modules/a/project.json': '{ "tags": ["docker:inactive"] }' }, {}],
    ['a new folder where modules have to opt in', {}, { activation: 'opt-in' }],
  ])('leaves %s without a push', async (_, files, options) => {
    const projects = await inferProjects({ 'modules/a/Dockerfile': 'FROM scratch\n', ...files }, options)
    expect(Object.keys(projects['modules/a']?.targets ?? {})).toEqual([
      'docker-build',
      'docker-run',
      'docker-shell',
      'docker-load',
      'docker-check',
    ])
  })

  it('leaves it to the push whether a module is inactive by a package.json, which Nx may not count among its own', async () => {
    const manifest = '{ "name": "@x/a", "nx": { "tags": ["docker:inactive"] } }'
    const projects = await inferProjects({ 'modules/a/Dockerfile': 'FROM scratch\n', 'modules/a/package.json': manifest })
    expect(Object.keys(projects['modules/a']?.targets ?? {})).toContain('docker-push')
  })

  it.each([
    ['...', { buildArgs: { '...': true }, labels: { 'org.example.at': '{projectRoot}' } }, 'a'],
    ['a token', { image: 'of-{projectName}' }, 'of-a'],
  ])('keeps parents of a module whose options hold %s, and names one by its folder', async (_, options, image) => {
    const manifest = (name: string) => JSON.stringify({ name, nx: { name, targets: { 'docker-build': { options } } } })
    const projects = await inferProjects({
      'modules/a/Dockerfile': 'FROM scratch\n',
      'modules/a/package.json': manifest('a'),
      'modules/b/Dockerfile': `FROM public.ecr.aws/openscpca/${image}\n`,
      'modules/b/package.json': manifest('b'),
    })
    expect(projects['modules/b']?.implicitDependencies).toEqual(['directory:modules/a'])
  })

  it('keeps a broken module a project that any change selects, and the others as they are', async () => {
    const projects = await inferProjects({ 'modules/a/Dockerfile': 'FRM scratch\n', 'modules/b/Dockerfile': 'FROM scratch\n' })
    expect(inputsOf(projects['modules/a'], 'docker-build')).toEqual(['{workspaceRoot}/modules/a/**/*', { externalDependencies: [] }])
    expect(Object.keys(projects['modules/b']?.targets ?? {})).toEqual([
      'docker-build',
      'docker-push',
      'docker-run',
      'docker-shell',
      'docker-load',
      'docker-check',
    ])
  })

  it('infers the same from the same files: nothing of the time, the machine or the environment', async () => {
    const files = { 'modules/a/Dockerfile': 'FROM scratch\n' }
    const first = JSON.stringify(await inferProjects(files))
    process.env['MODULE_IMAGES_REGISTRY'] = 'other.example/x'
    const second = JSON.stringify(await inferProjects(files))
    delete process.env['MODULE_IMAGES_REGISTRY']
    expect(second).toBe(first)
  })

  it('names an option that does not exist', async () => {
    await expect(inferProjects({ 'modules/a/Dockerfile': 'FROM scratch\n' }, { registri: 'x' } as PluginOptions)).rejects.toThrow(
      'registri',
    )
  })
})
