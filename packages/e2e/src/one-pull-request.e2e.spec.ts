import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildCalls, type DockerCalls, noteDockerCalls, pullCalls } from './engine/docker-calls.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

/** Stands in for a package manager: each line of the lockfile becomes a package of the image. */
const INSTALL = ['COPY renv.lock /', 'RUN mkdir /library && while read name; do echo "$name works" > "/library/$name"; done < /renv.lock']

/** A script of the repository that needs a package of the image. */
const needs = (name: string) => ({ 'modules/tool/scripts/analysis.sh': `cat /library/${name}\n` })

/**
 * What people do on a branch: main is published, the engine is as good as empty, and `nx affected -t docker-run` tests what the branch
 * changed. Each test starts a branch of its own from main.
 */
describe('one pull request', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'tool', INSTALL, {
        'renv.lock': 'Matrix\n',
        // The scripts are no part of the image, as in most modules.
        '.dockerignore': '*\n!renv.lock\n',
        'run.sh': '#!/bin/sh\nexec sh scripts/analysis.sh\n',
      }),
      ...needs('Matrix'),
      ...tinyModule(workspace, 'bystander'),
    }),
  })
  let docker: DockerCalls
  let published: string

  beforeAll(async () => {
    docker = noteDockerCalls(join(workspace.sandbox, 'noted'), workspace.env['PATH'])
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'])
    expect(exitCode, output).toBe(0)
    published = `${workspace.registry}/tool:${workspace.receipt('tool').contentTag}`
  })

  /** A commit on a branch from main, on an engine that has none of the workspace's images. */
  async function branch(name: string, change: Readonly<Record<string, string>>): Promise<void> {
    await workspace.git('switch', '--quiet', '--create', name, 'main')
    workspace.write(change)
    await workspace.commit(name)
    await workspace.engine.removeImages(workspace.registry)
    docker.take()
  }

  /** With all output, of which Nx otherwise shows that of failed tasks only. */
  const runAffected = () =>
    workspace.nx(['affected', '-t', 'docker-run', '--base=main', '--head=HEAD', '--output-style=static'], { env: docker.env })

  it('that changes code alone builds nothing, and pulls the published image by its digest, once', async () => {
    await branch('code', { 'modules/tool/scripts/analysis.sh': 'echo "new code"; cat /library/Matrix\n' })
    const { exitCode, output } = await runAffected()
    expect(exitCode, output).toBe(0)
    expect(output).toContain('new code\nMatrix works\n')
    const calls = docker.take()
    expect(buildCalls(calls)).toEqual([])
    const digest = await workspace.engine.docker('image', 'inspect', '--format={{index .RepoDigests 0}}', published)
    expect(pullCalls(calls)).toEqual([`image pull ${digest.trim()}`])
    expect(calls.filter((call) => call.startsWith('container run '))).toHaveLength(1)
    expect(await workspace.engine.images(workspace.registry)).toEqual([published])
  })

  it('that changes lockfile and code passes in one go where only the published image is, in which its code fails', async () => {
    await branch('both', { 'modules/tool/renv.lock': 'Matrix\nSeurat\n', ...needs('Seurat') })
    await workspace.engine.docker('pull', '--quiet', `${workspace.registry}/tool:latest`)
    const { exitCode, output } = await runAffected()
    expect(exitCode, output).toBe(0)
    expect(output).toContain('Seurat works\n')
    const calls = docker.take()
    expect([buildCalls(calls).length, pullCalls(calls).length]).toEqual([1, 0])
    const inPublished = [
      '--rm',
      `--volume=${workspace.root}:/workspace`,
      '--workdir=/workspace/modules/tool',
      `${workspace.registry}/tool:latest`,
    ]
    const old = await workspace.engine.tryDocker('run', ...inPublished, './run.sh')
    expect(old.exitCode, old.output).not.toBe(0)
    expect(old.output).toContain("can't open '/library/Seurat'")
  })

  it('selects no run of a module it does not touch', async () => {
    await branch('other', { 'README.md': 'words\n', 'modules/bystander/notes.md': 'words\n' })
    const args = ['show', 'projects', '--affected', '-t', 'docker-run', '--base=main', '--head=HEAD', '--json']
    const { exitCode, stdout, output } = await workspace.nx(args)
    expect(exitCode, output).toBe(0)
    expect(JSON.parse(stdout)).toEqual(['bystander'])
  })
})
