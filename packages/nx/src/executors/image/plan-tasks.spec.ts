import { describe, expect, it } from 'vitest'
import { readPushEnvironment, readRunEnvironment } from '@module-images/app'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { planTasks, refuseForbiddenPushes, type TaskOptions } from './plan-tasks.js'

function createWorkspace(options: object) {
  return readWorkspace(temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' }, options))
}

const environmentOf = (env: Record<string, string>) => ({ run: readRunEnvironment(env), push: readPushEnvironment(env) })
const pushes: TaskOptions = { 'a:docker-build': { action: 'build' }, 'a:docker-push': { action: 'push' } }
const FAR = { registry: 'registry.example/p' }

/** The code by which a run is refused. */
function refusal(registry: object, env: Record<string, string>, options: TaskOptions = pushes): string | undefined {
  try {
    refuseForbiddenPushes(options, createWorkspace(registry), environmentOf(env))
    return undefined
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('refuseForbiddenPushes', () => {
  it.each([
    [FAR, {}, 'push-not-allowed'],
    [FAR, { CI: 'true' }, undefined],
    [FAR, { MODULE_IMAGES_ALLOW_PUSH: 'true' }, undefined],
    [FAR, { MODULE_IMAGES_REGISTRY: '127.0.0.1:5000/p' }, undefined],
    [{ registry: 'localhost:5000/p' }, {}, undefined],
    [{ registry: '127.0.0.1:5000' }, { MODULE_IMAGES_REGISTRY: 'registry.example/p' }, 'push-not-allowed'],
    [FAR, { CI: 'true', GITHUB_EVENT_NAME: 'pull_request', MODULE_IMAGES_ALLOW_PUSH: 'true' }, 'push-from-pull-request'],
    [{ registry: 'localhost:5000' }, { GITHUB_EVENT_NAME: 'pull_request_target' }, 'push-from-pull-request'],
  ])('%j with %j: %s', (registry, env: Record<string, string>, expected) => expect(refusal(registry, env)).toBe(expected))

  it('takes --allow-push, and leaves builds alone', () => {
    expect(refusal(FAR, {}, { 'a:docker-push': { action: 'push', allowPush: true } })).toBeUndefined()
    expect(refusal(FAR, { GITHUB_EVENT_NAME: 'pull_request' }, { 'a:docker-build': { action: 'build' } })).toBeUndefined()
  })
})

describe('planTasks', () => {
  const graph = {
    roots: ['a:docker-push'],
    tasks: {
      'a:docker-push': {
        id: 'a:docker-push',
        target: { project: 'a', target: 'docker-push' },
        overrides: {},
        outputs: [],
        parallelism: true,
        cache: false,
      },
    },
    dependencies: {},
    continuousDependencies: {},
  }

  it.each([
    [{}, {}, { tags: { releases: ['v1'], branch: ['edge', 'latest'] }, moveTags: false }],
    [{ moveTags: true }, {}, { tags: { releases: ['v1'], branch: ['edge', 'latest'] }, moveTags: true }],
    [{}, { MODULE_IMAGES_MOVE_TAGS: 'true' }, { tags: { releases: ['v1'], branch: ['edge', 'latest'] }, moveTags: true }],
    [{ moveTags: false }, { MODULE_IMAGES_MOVE_TAGS: 'true' }, { tags: { releases: ['v1'], branch: ['edge', 'latest'] }, moveTags: false }],
  ])('of a push with %j and %j', (options, env: Record<string, string>, expected) => {
    const workspace = createWorkspace({ ...FAR, movableTags: ['latest', 'edge*'] })
    const given: TaskOptions = { 'a:docker-push': { action: 'push', tags: 'latest,edge,v1', ...options } }
    expect(planTasks(graph, given, workspace, environmentOf(env))).toEqual([
      { id: 'a:docker-push', module: 'a', dependencies: [], action: 'push', prune: false, ...expected },
    ])
  })

  it('of a build knows the tags that the push of the same run is to move', () => {
    const both = { ...graph, tasks: { ...graph.tasks, 'a:docker-build': { ...graph.tasks['a:docker-push'], id: 'a:docker-build' } } }
    const given: TaskOptions = { 'a:docker-push': { action: 'push', tags: 'v1' }, 'a:docker-build': { action: 'build' } }
    const build = { id: 'a:docker-build', module: 'a', dependencies: [], action: 'build' }
    const tags = { releases: ['v1'], branch: [] }
    expect(planTasks(both, given, createWorkspace(FAR), environmentOf({}))).toContainEqual({ ...build, published: true, tags })
    const alone = { ...graph, tasks: { 'a:docker-build': both.tasks['a:docker-build'] } }
    expect(planTasks(alone, given, createWorkspace(FAR), environmentOf({}))).toEqual([{ ...build, published: false }])
  })
})
