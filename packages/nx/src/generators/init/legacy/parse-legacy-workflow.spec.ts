import { describe, expect, it } from 'vitest'
import { mayBeLegacyWorkflow, parseLegacyWorkflow } from './parse-legacy-workflow.js'
import { oldModuleWorkflow, oldReleaseWorkflow, oldReusableWorkflow } from './testing/old-workflows.js'

const FOLDER = '.github/workflows'

describe('parseLegacyWorkflow', () => {
  it('reads the workflow of a module, with the lines of what it names', () => {
    const text = oldModuleWorkflow('hello-R', { context: 'simulate-sce' })
    const lineOf = (part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1
    // Both triggers watch the same paths; the second mention is as good as the first.
    const lastLineOf = (part: string) => text.split('\n').findLastIndex((line) => line.includes(part)) + 1
    expect(parseLegacyWorkflow(text, `${FOLDER}/docker_hello-R.yml`)).toEqual({
      kind: 'module',
      file: `${FOLDER}/docker_hello-R.yml`,
      named: 'hello-R',
      active: true,
      merges: true,
      triggersLine: 7,
      contexts: [{ text: 'analyses/simulate-sce', line: lineOf('defaultContext') }],
      publishes: [{ text: 'hello-R', line: lineOf('module: "hello-R"') }],
      paths: ['Dockerfile', '.dockerignore', 'renv.lock', 'conda-lock.yml'].map((name) => ({
        text: `analyses/hello-R/${name}`,
        line: lastLineOf(`/${name}"`),
      })),
      registries: [],
    })
  })

  it.each<[string, boolean, string]>([
    ['both triggers commented out', false, oldModuleWorkflow('a', { inactive: true })],
    ['pull requests only', true, 'on:\n  pull_request:\n'],
    ['pushes only', true, 'on: [push, workflow_dispatch]\n'],
    ['one trigger as a word', true, 'on: pull_request\n'],
    ['by hand only, as a word', false, 'on: workflow_dispatch\n'],
    ['called and by hand', false, 'on:\n  workflow_dispatch:\n  workflow_call:\n'],
  ])('takes a workflow for active as its triggers say: %s', (_, active, text) => {
    const jobs = 'jobs:\n  push:\n    uses: ./.github/workflows/build-push-docker-module.yml\n    with: { module: a, push-ecr: true }\n'
    const whole = text.includes('jobs:') ? text : text + jobs
    expect(parseLegacyWorkflow(whole, 'docker_a.yml')).toMatchObject({ kind: 'module', named: 'a', active })
  })

  it('puts in what the workflow says of its own environment', () => {
    const text = [
      'env:\n  MODULE: simulate-sce\non:\n  push:\njobs:\n  build:\n    steps:',
      '      - uses: docker/metadata-action@v5\n        with:\n          images: public.ecr.aws/openscpca/${{ env.MODULE }}',
      '      - uses: docker/build-push-action@v5\n        with:\n          context: "{{defaultContext}}:analyses/${{ env.MODULE }}"\n',
    ].join('\n')
    expect(parseLegacyWorkflow(text, 'docker_simulate-sce.yml')).toMatchObject({
      kind: 'module',
      contexts: [{ text: 'analyses/simulate-sce', line: 13 }],
      registries: ['public.ecr.aws/openscpca'],
    })
  })

  it('reads the list kept by hand, without what is commented out', () => {
    expect(parseLegacyWorkflow(oldReleaseWorkflow(['a', 'b']), `${FOLDER}/docker_all-modules.yml`)).toEqual({
      kind: 'release',
      file: `${FOLDER}/docker_all-modules.yml`,
      modules: [
        { text: 'a', line: 15 },
        { text: 'b', line: 16 },
      ],
      listLine: 15,
      registries: [],
    })
  })

  it('reads the registry of the reusable workflow', () => {
    expect(parseLegacyWorkflow(oldReusableWorkflow('public.ecr.aws/openscpca'), 'build-push-docker-module.yml')).toEqual({
      kind: 'reusable',
      file: 'build-push-docker-module.yml',
      registries: ['public.ecr.aws/openscpca'],
    })
  })

  it.each([
    [
      'somebody else’s image',
      'on: push\njobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v5\n        with: { context: . }\n',
      'it has no mark of the old system',
    ],
    ['no YAML', 'on: [push\njobs: {}\n', 'its YAML cannot be read (line 2)'],
    ['merge-conflict markers', '<<<<<<< HEAD\non: push\n=======\n', undefined],
    ['no workflow', 'a: 1\n', 'it is not a workflow of GitHub Actions'],
    ['nothing', '', 'it is not a workflow of GitHub Actions'],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((k, i) => `${k}: &${k} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\n`,
      'it is not a workflow of GitHub Actions',
    ],
    ['a huge file', `#${'x'.repeat(600_000)}`, 'it is too large to be a workflow'],
  ])('leaves alone %s', (_, text, why) => {
    expect(parseLegacyWorkflow(text, 'docker_x.yml')).toMatchObject({
      kind: 'foreign',
      file: 'docker_x.yml',
      ...(why === undefined ? {} : { why }),
    })
  })

  it.each([
    ['.github/workflows/docker_a.yml', true],
    ['.github/workflows/docker_a.yaml', true],
    ['.github/workflows/build-push-docker-module.yml', true],
    ['.github/workflows/run_a.yml', false],
    ['.github/workflows/docker_.yml', false],
    ['.github/workflows/spellcheck.yml', false],
  ])('knows by its name whether %s may be one', (file, may) => {
    expect(mayBeLegacyWorkflow(file)).toBe(may)
  })
})
