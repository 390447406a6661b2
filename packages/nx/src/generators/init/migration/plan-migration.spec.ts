import { describe, expect, it } from 'vitest'
import { compareLegacy } from '../legacy/compare-legacy.js'
import { parseLegacyWorkflow } from '../legacy/parse-legacy-workflow.js'
import type { MigrationEntry } from './model/migration-entry.js'
import { type MigrationFacts, planMigration } from './plan-migration.js'
import { renderPlain } from './model/told.js'

const FILE = '.github/workflows/docker_all-modules.yml'
const MODULES = ['a', 'b'].map((name) => ({ name, root: `analyses/${name}` }))
const BUILD =
  '      - uses: docker/build-push-action@v6\n        with: { context: "{{defaultContext}}:analyses/${{ matrix.module }}", push: true }\n'

/** A workflow that builds both modules, with more where a test needs it. */
function workflow({ on = 'on: push', top = '', job = '', steps = '' } = {}): string {
  return `${on}\n${top}jobs:\n  build:\n${job}    strategy: { matrix: { module: [a, b] } }\n    steps:\n${steps}${BUILD}    with: { push-ecr: true }\n`
}

function plan(text: string, more: Partial<MigrationFacts> = {}, file = FILE) {
  const legacy = [parseLegacyWorkflow(text, file)]
  const replaced = legacy.flatMap(({ kind }) => (kind === 'foreign' ? [] : [file]))
  return planMigration({
    ...{ legacy, replaced, modules: MODULES, comparison: compareLegacy(legacy, MODULES) },
    ...{ workflows: [{ file, text }], texts: [], defaultBranch: 'main', registry: 'r.io/lab', options: {}, ...more },
  })
}

function say({ state, topic, told, place }: MigrationEntry): string {
  return `${state} ${place?.line ?? '-'} ${topic}: ${renderPlain(told)}`
}

const workflowsOf = ({ options }: ReturnType<typeof plan>) => options['workflows'] ?? {}

describe('planMigration', () => {
  it.each<[string, string, object, string | RegExp]>([
    [
      'an owner guard',
      workflow({ job: "    if: github.repository_owner == 'Lab' && inputs.push-ecr\n" }),
      { owner: 'Lab' },
      'kept 4 owner guard: Publishes and runs on schedule for Lab only, never in a fork.',
    ],
    [
      'an environment',
      workflow({ job: '    environment: { name: prod }\n' }),
      { environment: 'prod' },
      'kept 4 environment: Jobs that publish run in the environment prod.',
    ],
    [
      'a runner',
      workflow({ job: '    runs-on: [self-hosted, big]\n' }),
      { runner: { publish: ['self-hosted', 'big'] } },
      'kept 4 runners: Jobs that publish run on self-hosted, big.',
    ],
    ['the usual runner', workflow({ job: '    runs-on: ubuntu-latest\n' }), {}, /^(?![\s\S]*runners)/],
    ['a runner that depends', workflow({ job: '    runs-on: ${{ matrix.os }}\n' }), {}, /by-hand 4 runners: The runner is an expression/],
    [
      'a monthly rebuild that pushes',
      workflow({ on: 'on:\n  schedule:\n    - cron: "0 0 1 * *"' }),
      { refresh: 'publish', refreshSchedule: '0 0 1 * *' },
      /kept 2 scheduled rebuilds: Unattended rebuild and push at 0 0 1 \* \*/,
    ],
    [
      'a pushed tag',
      workflow({ on: 'on:\n  push:\n    tags: ["v*.*.*"]' }),
      { publishOn: ['tag'], releaseTags: ['v*.*.*'] },
      /kept 2 pushes and tags: A pushed tag that fits v\*\.\*\.\*/,
    ],
    [
      'tags and releases',
      workflow({ on: 'on:\n  release: { types: [published] }\n  push:\n    tags: ["v*"]' }),
      { publishOn: ['release', 'tag'], releaseTags: ['v*'] },
      /kept 2 releases: A published release/,
    ],
    [
      'a filter that the option does not take',
      workflow({ on: 'on:\n  push:\n    tags: ["v[0-9]+.*"]' }),
      { publishOn: ['tag'] },
      'by-hand 2 pushes and tags: The option workflows.releaseTags does not take ["v[0-9]+.*"]: choose a value in nx.json.',
    ],
    [
      'pushes to other branches',
      workflow({ on: 'on:\n  push: { branches: [main, dev] }' }),
      {},
      'lost 2 pushes and tags: Pushes to dev publish nothing: one branch publishes, main.',
    ],
    [
      'an event of no generated workflow',
      workflow({ on: 'on: [repository_dispatch]' }),
      {},
      'lost 1 other triggers: repository_dispatch starts no generated workflow.',
    ],
    [
      'a setting that no rule knows',
      workflow({ job: '    container: debian\n' }),
      {},
      'lost 4 other settings: The setting container of the job build.',
    ],
    [
      'a condition of its own',
      workflow({ job: "    if: github.actor == 'me'\n" }),
      {},
      "lost 4 conditions: The condition github.actor == 'me'.",
    ],
    [
      'a step that no rule knows',
      workflow({ steps: '      - run: make it\n' }),
      {},
      'lost 6 other steps: The step make it of the job build.',
    ],
    ['disk clearing', workflow({ steps: '      - run: sudo rm -rf /opt/ghc\n' }), { freeDisk: true }, /kept 6 disk clearing/],
    [
      'a role in a secret',
      workflow({
        steps: '      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: ${{ secrets.ROLE }}\n',
      }),
      { roleSecret: 'ROLE' },
      /kept 8 role of AWS: The role in the secret ROLE/,
    ],
    [
      'a role in a variable',
      workflow({ steps: '      - uses: aws-actions/configure-aws-credentials@v4\n        with: { role-to-assume: "${{ vars.ROLE }}" }\n' }),
      { roleVariable: 'ROLE' },
      /kept 7 role of AWS: The role in the variable ROLE/,
    ],
    [
      'a role by its name',
      workflow({
        steps: '      - uses: aws-actions/configure-aws-credentials@v4\n        with: { role-to-assume: "arn:aws:iam::1:role/R" }\n',
      }),
      {},
      /by-hand 7 role of AWS: Set the variable AWS_ROLE_ARN of the environment to arn:aws:iam::1:role\/R/,
    ],
    [
      'access keys',
      workflow({ steps: '      - uses: aws-actions/configure-aws-credentials@v4\n        with: { aws-access-key-id: x }\n' }),
      {},
      /by-hand \d role of AWS: Access keys that are kept as secrets are not used/,
    ],
    [
      'an account of Docker Hub',
      workflow({
        steps:
          '      - uses: docker/login-action@v3\n        with: { username: "${{ vars.HUB }}", password: "${{ secrets.HUB_TOKEN }}" }\n',
      }),
      { dockerHub: { usernameVariable: 'HUB', tokenSecret: 'HUB_TOKEN' } },
      /kept 6 sign-in: Test builds sign in to Docker Hub/,
    ],
    [
      'an issue with template and labels',
      workflow({
        steps:
          '      - uses: peter-evans/create-issue-from-file@v5\n        with: { title: T, content-filepath: a/b.md, labels: "x, y z" }\n',
      }),
      { issueTemplate: 'a/b.md', issueLabels: ['x', 'y z'] },
      /changed 6 issue for a failure: The title of that issue, T[\s\S]*kept 6 issue for a failure: .* a\/b\.md with the labels x, y z\./,
    ],
    [
      'LFS',
      workflow({ steps: '      - uses: actions/checkout@v4\n        with: { lfs: true, submodules: recursive }\n' }),
      { lfs: true, submodules: 'recursive' },
      /kept 6 checkout/,
    ],
    [
      'a cache, and an input that a module sets itself',
      workflow({
        steps:
          '      - uses: docker/build-push-action@v6\n        with:\n          cache-from: type=gha\n          build-args: A=1\n          shm-size: 2g\n',
      }),
      {},
      /by-hand 9 builds: Set buildArgs[\s\S]*: A=1\.[\s\S]*lost 10 builds: The input shm-size[\s\S]*kept 8 builds: A layer cache/,
    ],
    [
      'tags and labels of images',
      workflow({
        steps:
          '      - uses: docker/metadata-action@v5\n        with:\n          images: r.io/x\n          tags: |\n            type=raw,value=latest\n            type=sha\n',
      }),
      {},
      /lost 9 tags and labels: Tags by type=sha\.[\s\S]*lost 6 tags and labels: The labels licenses, url[\s\S]*kept 9 tags and labels/,
    ],
  ])('takes over %s', (_, text, options, told) => {
    const planned = plan(text)
    expect(workflowsOf(planned)).toEqual(options)
    const order = { 'by-hand': 0, lost: 1, changed: 2, kept: 3 }
    const lines = [...planned.entries].sort((a, b) => order[a.state] - order[b.state]).map(say)
    if (typeof told === 'string') expect(lines).toContain(told)
    else expect(lines.join('\n')).toMatch(told)
  })

  it('names a module that has a runner of its own', () => {
    const text = (name: string, runner: string) =>
      `on: push\njobs:\n  test:\n    runs-on: ${runner}\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { context: "{{defaultContext}}:analyses/${name}", push: false }\n`
    const workflows = [
      ['a', 'ubuntu-latest'],
      ['b', 'big'],
      ['c', 'ubuntu-latest'],
    ].map(([name = '', runner = '']) => ({ file: `docker_${name}.yml`, text: text(name, runner) }))
    const legacy = workflows.map((file) => parseLegacyWorkflow(file.text, file.file))
    const planned = plan('', { workflows, legacy, replaced: workflows.map(({ file }) => file) })
    expect(workflowsOf(planned)).toEqual({ modules: { b: { runner: 'big' } } })
  })

  it('keeps an option that is set, and says where a workflow had another value', () => {
    const planned = plan(workflow({ job: '    environment: prod\n' }), { options: { workflows: { environment: 'mine' } } })
    expect(workflowsOf(planned)).toEqual({ environment: 'mine' })
    expect(planned.entries.map(say)).toContain(
      'by-hand 4 environment: The option workflows.environment is "mine" in nx.json, and here it was "prod": choose one.',
    )
  })

  it('names every place of scripts, templates, pages and workflows that a replaced workflow is known to', () => {
    const workflows = [
      { file: FILE, text: workflow() },
      { file: '.github/workflows/nightly.yml', text: `on: push\njobs:\n  all:\n    uses: ./${FILE}\n` },
    ]
    const texts = [
      { file: 'new-module.py', text: 'import os\npath = f".github/workflows/docker_{name}.yml"\n' },
      { file: 'new-module.sh', text: 'cp docker-module.yml "docker_$1.yml"\n' },
      { file: 'templates/docker.yml', text: 'on: push # {{ name }}\ninputs: { push-ecr: }\n' },
      { file: 'docs/ci.md', text: 'See docker_all-modules.yml.\n' },
      { file: 'docker-compose.yml', text: 'image: docker_x\n' },
    ]
    const { entries } = plan(workflow(), { workflows, texts })
    const named = entries.filter(({ topic }) => ['callers', 'templates and scripts', 'pages that tell of workflows'].includes(topic))
    expect(named.map(({ state, topic, place }) => [state, topic, `${place?.file}:${place?.line}`])).toEqual([
      ['by-hand', 'templates and scripts', 'new-module.py:2'],
      ['by-hand', 'templates and scripts', 'new-module.sh:1'],
      ['by-hand', 'templates and scripts', 'templates/docker.yml:1'],
      ['by-hand', 'pages that tell of workflows', 'docs/ci.md:1'],
      ['by-hand', 'callers', '.github/workflows/nightly.yml:4'],
    ])
  })

  it('tells what workflows of runs and releases do that stay as they are', () => {
    const run = [
      'on:\n  workflow_call:\n  pull_request: { branches: [main, feature/*] }',
      'jobs:\n  run:\n    runs-on: big\n    container: r.io/x/a:latest\n    defaults: { run: { shell: "bash -el {0}" } }\n    steps:',
      '      - uses: r-lib/actions/setup-r@v2',
      "      - name: Get data\n        env:\n          SAMPLES: ${{ github.event_name != 'pull_request' && 'all' || 'one' }}\n        run: ./download-data.py $SAMPLES",
      '      - run: |\n          cd analyses/a\n          test=1 ./run.sh\n',
    ].join('\n')
    const release = 'name: Make a release\non: workflow_dispatch\njobs:\n  make:\n    steps:\n      - uses: ncipollo/release-action@v1\n'
    const workflows = [
      { file: '.github/workflows/run_a.yml', text: run },
      { file: '.github/workflows/run_all-modules.yml', text: 'on:\n  schedule: [{ cron: 0 0 3 * * }]\njobs: {}\n' },
      { file: '.github/workflows/release.yml', text: release },
    ]
    const { entries, options } = planMigration({
      ...{ workflows, legacy: [], replaced: [], modules: MODULES, texts: [], defaultBranch: 'main', registry: 'r.io/lab', options: {} },
      comparison: compareLegacy([], MODULES),
    })
    expect(options).toEqual({ workflows: { run: false } })
    expect(entries.map(({ state, topic, place }) => `${state} ${place?.line} ${topic}`)).toEqual([
      'kept 2 workflows that are called',
      'kept 3 branch filters',
      'kept 6 runners of module runs',
      'kept 7 images that runs use',
      'kept 8 login shell',
      'kept 10 runs without an image',
      'kept 11 test data',
      'kept 13 test data',
      'kept 17 flags of test runs',
      'kept 2 scheduled runs',
      'kept 6 releases that a workflow makes',
      'by-hand 6 releases that a workflow makes',
      'kept 1 runs of modules',
    ])
  })

  it('says of a workflow that builds modules in a way of its own what it does, and lets it stay', () => {
    const text =
      'on: { push: { branches: [main] } }\njobs:\n  images:\n    environment: prod\n    steps:\n      - run: docker build analyses/a\n'
    const planned = plan(text, {}, '.github/workflows/images.yml')
    expect(planned).toMatchObject({ options: { workflows: { environment: 'prod' } } })
    expect(planned.entries.map(say)).toContain(
      'by-hand 1 workflows that build images: images.yml builds or publishes images of modules and stays as it is. Once the generated workflows are in use, take those jobs out of it, or remove it.',
    )
    const calls = 'on: { schedule: [{ cron: 0 3 * * 1 }] }\njobs:\n  all:\n    uses: ./.github/workflows/images.yml\n'
    const files = [
      { file: '.github/workflows/images.yml', text: text.replace('{ push: { branches: [main] } }', 'workflow_call') },
      { file: '.github/workflows/weekly.yml', text: calls },
    ]
    const both = plan('', { workflows: files, legacy: [] })
    expect(workflowsOf(both)).toEqual({ environment: 'prod', refresh: 'pull-request', refreshSchedule: '0 3 * * 1' })
    const site = plan('on: push\njobs:\n  site:\n    steps:\n      - run: docker build site\n', {}, '.github/workflows/site.yml')
    expect(site).toMatchObject({ options: {} })
  })
})
