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

function contextOf(root: string): ExecutorContext {
  return {
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'a',
    projectsConfigurations: {
      projects: { a: { root: 'modules/a', targets: { 'docker-build': { executor: '@module-images/nx:image' } } } },
    },
    nxJsonConfiguration: {},
    projectGraph: {},
  } as never
}

it.each(['true', ''])('annotates a task by itself as it does a batch, where GITHUB_ACTIONS is %j', async (githubActions) => {
  vi.stubEnv('GITHUB_ACTIONS', githubActions)
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM debian\n' })
  const tasks = { 'a:docker-check': { id: 'a:docker-check', target: { project: 'a', target: 'docker-check' }, overrides: {}, outputs: [] } }
  const graph = { tasks, roots: [], dependencies: {}, continuousDependencies: {} } as unknown as TaskGraph
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
