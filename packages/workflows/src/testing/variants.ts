import * as v from 'valibot'
import { workflowOptionsSchema } from '@module-images/core'
import type { WorkflowFacts } from '../workflow-facts.js'

/** A folder whose name a shell, YAML or a filter pattern would take for something else. */
export const NESTED = "work/it's: #1 [a]* $(touch x)"

export const withOptions = (given: object): WorkflowFacts['options'] => ({
  ...v.parse(workflowOptionsSchema, given),
  defaultBranch: 'main',
})

/** Options that stand for what a repository had before: all at once. */
export const EVERYTHING = {
  ...{ owner: 'lab', publishOn: ['release', 'tag'], releaseWorkflows: ['Create a release'], refresh: 'publish', testSchedule: '7 4 * * 1' },
  ...{ issueLabels: ["it's broken"], issueTemplate: '.github/failure.md', roleSecret: 'ROLE', freeDisk: true, codeScanning: true },
  ...{ dockerHub: {}, mirrors: { 'docker.io': 'mirror.example/hub' }, prepare: 'npm run prepare' },
  ...{ pullRequestLayers: 'gha', scan: true },
  runner: { build: ['self-hosted', 'big'], run: 'medium' },
  run: {
    setup: [{ name: 'Make room', script: 'mkdir -p data\ntouch data/x' }],
    env: { SIZE: 'all' },
    pullRequestEnv: { SIZE: "it's small" },
  },
  modules: {
    'hello-r': {
      runner: 'huge',
      run: {
        command: "Rscript 'a b.R'",
        args: ['--n', '$(x)'],
        loginShell: true,
        data: { script: './get.sh', paths: ['data/in'], roleVariable: 'DATA_ROLE', environment: 'data' },
      },
    },
  },
}

export const VARIANTS: [string, Partial<WorkflowFacts>][] = [
  ['ECR Public', {}],
  ['a private registry of Amazon', { registry: { kind: 'ecr', host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com' } }],
  ['GHCR', { registry: { kind: 'ghcr', host: 'ghcr.io' } }],
  ['another registry', { registry: { kind: 'oci', host: 'registry.example:5000' } }],
  ['several platforms', { platforms: ['linux/amd64', 'linux/arm64'] }],
  [
    'several platforms, each on a runner of its own',
    { platforms: ['linux/amd64', 'linux/arm64'], options: withOptions({ nativeRunners: { 'linux/arm64': 'ubuntu-24.04-arm' } }) },
  ],
  ['no layers of other runners', { sharesLayers: false }],
  [
    'nothing scheduled or attested, other names',
    {
      options: {
        ...v.parse(workflowOptionsSchema, {
          ...{ refreshSchedule: false, testSchedule: false, attestations: false, environment: 'prod', releaseTags: ['r*'] },
          ...{ nodeVersion: 'lts/*', runner: 'self-hosted' },
        }),
        defaultBranch: 'release/1.x',
      },
    },
  ],
  ['no modules', { modules: [] }],
  ['a workspace in a folder', { folder: NESTED }],
  ['Git LFS and submodules', { options: withOptions({ lfs: true, submodules: 'recursive' }) }],
  ['what is signed with a key', { options: withOptions({ attestations: 'key' }) }],
  ['a scan', { options: withOptions({ scan: true }) }],
  ['every option', { options: withOptions(EVERYTHING) }],
  [
    'every option, a password and a folder',
    { options: withOptions(EVERYTHING), folder: NESTED, registry: { kind: 'oci', host: 'registry.example' } },
  ],
  ['pnpm', { packageManager: 'pnpm' }],
  ['yarn', { packageManager: 'yarn' }],
  ['yarn 1', { packageManager: 'yarn-classic' }],
]
