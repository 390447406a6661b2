import type { ExecutorContext } from '@nx/devkit'
import { expect, it } from 'vitest'
import { readGeneratingTasks } from './read-generating-tasks.js'

interface TestTask {
  readonly outputs: readonly string[]
  readonly before: readonly string[]
  /** Its target declares them. */
  readonly declared?: boolean
}

/** Nx's context of a run; a task's name is that of its project and target. */
function createContext(tasks: Readonly<Record<string, TestTask>>, dependencies: Readonly<Record<string, readonly string[]>>) {
  const targetOf = (id: string) => ({ project: id.split(':')[0] ?? '', target: id.split(':')[1] ?? '' })
  const projects: Record<string, { root: string; targets: Record<string, object> }> = {}
  for (const project of Object.keys(dependencies))
    projects[project] = { root: project === 'root' ? '.' : `modules/${project}`, targets: {} }
  for (const [id, { declared = true }] of Object.entries(tasks)) {
    const { project, target } = targetOf(id)
    Object.assign(projects[project]?.targets ?? {}, { [target]: declared ? { outputs: ['{projectRoot}/x'] } : {} })
  }
  return {
    taskGraph: {
      tasks: Object.fromEntries(Object.entries(tasks).map(([id, { outputs }]) => [id, { id, target: targetOf(id), outputs }])),
      dependencies: Object.fromEntries(Object.entries(tasks).map(([id, { before }]) => [id, before.map((other) => ({ id: other }))])),
    },
    projectsConfigurations: { projects },
    projectGraph: {
      dependencies: Object.fromEntries(
        Object.entries(dependencies).map(([name, targets]) => [name, targets.map((target) => ({ source: name, target, type: 'static' }))]),
      ),
    },
  } as unknown as ExecutorContext
}

const CONTEXT = createContext(
  {
    'a:docker-build': { outputs: ['dist/images/a.json'], before: ['a:prepare', 'base:docker-build'] },
    'a:prepare': { outputs: ['modules/a/made'], before: ['tool:compile'] },
    'tool:compile': { outputs: ['modules/tool/out'], before: ['lib:guessed'] },
    'lib:guessed': { outputs: ['dist/lib'], before: [], declared: false },
    'base:docker-build': { outputs: ['dist/images/base.json'], before: [] },
    'b:prepare': { outputs: ['modules/b/made'], before: [] },
  },
  { a: ['base'], base: [], tool: ['root'], root: ['tool'], lib: ['npm:x'], b: [] },
)

it('a build may have files of the tasks it depends on, which are made of all that leads to them', () => {
  const tasksOf = readGeneratingTasks(CONTEXT, 'docker-build')
  expect(tasksOf('a')).toEqual([
    {
      id: 'a:prepare',
      outputs: ['modules/a/made'],
      outputsBefore: ['modules/tool/out'],
      roots: ['', 'modules/a', 'modules/base', 'modules/lib', 'modules/tool'],
    },
    { id: 'base:docker-build', outputs: ['dist/images/base.json'], outputsBefore: [], roots: ['modules/base'] },
  ])
  expect([tasksOf('b'), tasksOf('absent'), readGeneratingTasks(CONTEXT, 'other')('a')]).toEqual([[], [], []])
})

it('outputs that a target does not declare do not count', () => {
  const context = createContext(
    { 'a:docker-build': { outputs: [], before: ['a:x'] }, 'a:x': { outputs: ['modules/a/dist'], before: [], declared: false } },
    { a: [] },
  )
  expect(readGeneratingTasks(context, 'docker-build')('a')).toMatchObject([{ id: 'a:x', outputs: [] }])
})

it('looks at each task once, however often modules are asked about', () => {
  const names = Array.from({ length: 50 }, (_, index) => `m${index}`)
  const tasks = names.map((name) => [`${name}:docker-build`, { outputs: [], before: [] }] as const)
  const context = createContext(Object.fromEntries(tasks), Object.fromEntries(names.map((name) => [name, []])))
  let looks = 0
  for (const task of Object.values(context.taskGraph?.tasks ?? {})) {
    const { target } = task
    Object.defineProperty(task, 'target', { get: () => ((looks += 1), target) })
  }
  const tasksOf = readGeneratingTasks(context, 'docker-build')
  for (const name of [...names, ...names]) tasksOf(name)
  expect(looks).toBe(2 * names.length)
})
