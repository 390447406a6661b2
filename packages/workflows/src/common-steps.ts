import { expression, type Step, type Value } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** Minutes for a job that builds nothing. */
export const SHORT_JOB = 20

/** Minutes for a job that builds: R packages from source take hours, and GitHub ends a job after six. */
export const BUILD_JOB = 300

/** The plugin and Nx, in the versions that package-lock.json has. Nothing is restored from a cache. */
export function setUpSteps({ options }: WorkflowFacts, checkout: Readonly<Record<string, Value>> = {}): Step[] {
  return [
    { kind: 'uses', action: 'actions/checkout', with: { 'persist-credentials': false, ...fetchedToo(options), ...checkout } },
    {
      kind: 'uses',
      action: 'actions/setup-node',
      with: { 'node-version': options.nodeVersion, 'package-manager-cache': false },
    },
    { kind: 'run', run: ['npm ci'] },
  ]
}

/** What a build may read beside git's own files. https://github.com/actions/checkout#usage */
function fetchedToo({ lfs, submodules }: WorkflowFacts['options']): Record<string, Value> {
  return { ...(lfs ? { lfs } : {}), ...(submodules === false ? {} : { submodules }) }
}

/** What an engine lacks for images of several platforms: emulation, and a store that keeps them side by side. */
export function platformSteps({ manyPlatforms }: WorkflowFacts): Step[] {
  if (!manyPlatforms) return []
  return [
    { kind: 'uses', action: 'docker/setup-qemu-action' },
    {
      kind: 'run',
      name: "Switch the engine to containerd's image store",
      run: [
        `echo '{ "features": { "containerd-snapshotter": true } }' | sudo tee /etc/docker/daemon.json`,
        'sudo systemctl restart docker',
      ],
    },
  ]
}

/** The token of the job, for the `gh` command. */
export const GH_TOKEN = expression('github.token')
