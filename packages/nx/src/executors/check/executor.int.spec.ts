import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import { afterEach, expect, it, vi } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { checkBatch, checkTask } from './executor.js'

const ANNOTATION = '::warning file=modules/a/Dockerfile,line=1,title=base-version::debian names no version.'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

function written(): () => string[] {
  const lines: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(...String(text).split('\n'))
    return true
  })
  return () => lines
}

function contextOf(root: string, names: readonly string[] = ['a']): ExecutorContext {
  return {
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'a',
    projectsConfigurations: {
      projects: Object.fromEntries(
        names.map((name) => [name, { root: `modules/${name}`, targets: { 'docker-build': { executor: '@module-images/nx:image' } } }]),
      ),
    },
    nxJsonConfiguration: {},
    projectGraph: {},
  } as never
}

function graphOf(names: readonly string[]): TaskGraph {
  const tasks = names.map((project) => {
    const id = `${project}:docker-check`
    return [id, { id, target: { project, target: 'docker-check' }, overrides: {}, outputs: [] }] as const
  })
  return { tasks: Object.fromEntries(tasks), roots: [], dependencies: {}, continuousDependencies: {} } as unknown as TaskGraph
}

it('tells of many modules what has to be fixed, then once what most of them have', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `m${index}`)
  const files = names.map((name) => [`modules/${name}/Dockerfile`, `FROM debian:trixie-slim\n${name === 'm7' ? 'COPY gone /\n' : ''}`])
  const root = temporaryWorkspace(Object.fromEntries(files) as Record<string, string>)
  const lines = written()

  const failed = []
  for await (const { task, result } of checkBatch(graphOf(names), {}, undefined, contextOf(root, names))) {
    if (!result.success) failed.push([task, result.terminalOutput?.split('\n')[0]])
    else expect(result.terminalOutput).toBe('')
  }
  expect(failed).toEqual([
    ['m7:docker-check', "modules/m7/Dockerfile:2: error missing-source: 'gone' is not in the build context; a COPY needs it."],
  ])
  expect(lines().filter((line) => line !== '')).toHaveLength(7)
  expect(lines()[1]).toMatch(/^warning base-locked: 30 bases are not locked/)
})

it.each(['true', ''])('annotates a task by itself as it does a batch, where GITHUB_ACTIONS is %j', async (githubActions) => {
  vi.stubEnv('GITHUB_ACTIONS', githubActions)
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM debian\n' })
  const graph = graphOf(['a'])
  const lines = written()

  expect(await checkTask({}, contextOf(root))).toEqual({ success: true })
  expect(lines().filter((line) => line.startsWith(ANNOTATION))).toHaveLength(githubActions === 'true' ? 1 : 0)
  expect(await checkTask({ strict: true }, contextOf(root))).toEqual({ success: false })

  lines().length = 0
  const results = []
  for await (const { task, result } of checkBatch(graph, {}, undefined, contextOf(root))) results.push([task, result.success])
  expect(results).toEqual([['a:docker-check', true]])
  expect(lines().filter((line) => line.startsWith(ANNOTATION))).toHaveLength(githubActions === 'true' ? 1 : 0)
})
