import { INSTALL } from './package-manager.js'
import { needsEmulation } from './native-parts.js'
import { readEnv } from './read-access.js'
import { expression, type Step, type Value, type Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** Minutes for a job that builds nothing. */
export const SHORT_JOB = 20

/** Minutes for a job that builds: R packages from source take hours, and GitHub ends a job after six. */
export const BUILD_JOB = 300

/** Minutes for a job that only asks GitHub for something. */
export const ASKING_JOB = 5

/** The token of the job, for the `gh` command. */
export const GH_TOKEN = expression('github.token')

/** For `gh`, in jobs without a checkout. */
export const GH_REPO = expression('github.repository')

/** Of workflows that call Nx: a daemon, and plugins in processes of their own, cost more than one command gains by them. */
export function commonEnv(facts: WorkflowFacts): NonNullable<Workflow['env']> {
  const mirrors = Object.entries(facts.options.mirrors).map(([from, to]) => `${from}=${to}`)
  return {
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    ...readEnv(facts),
    ...(mirrors.length === 0 ? {} : { MODULE_IMAGES_MIRRORS: mirrors.join(',') }),
  }
}

/** The plugin and Nx, in the versions that the lock file has. Nothing is restored from a cache. */
export function setUpSteps({ options, packageManager }: WorkflowFacts, checkout: Readonly<Record<string, Value>> = {}): Step[] {
  return [
    { kind: 'uses', action: 'actions/checkout', with: { 'persist-credentials': false, ...fetchedToo(options), ...checkout } },
    {
      kind: 'uses',
      action: 'actions/setup-node',
      with: { 'node-version': options.nodeVersion, 'package-manager-cache': false },
    },
    { kind: 'run', name: 'Install', run: INSTALL[packageManager] },
    ...(options.prepare === undefined ? [] : [{ kind: 'run', name: 'Prepare', run: options.prepare.split('\n') } as const]),
  ]
}

/** What a build may read beside git's own files. https://github.com/actions/checkout#usage */
function fetchedToo({ lfs, submodules }: WorkflowFacts['options']): Record<string, Value> {
  return { ...(lfs ? { lfs } : {}), ...(submodules === false ? {} : { submodules }) }
}

/** Puts the files that another job of the run has left into the runner's temporary folder. @param name of the artifact */
export function downloadStep(name: string, condition?: string): Step {
  return {
    kind: 'uses',
    action: 'actions/download-artifact',
    ...(condition === undefined ? {} : { if: condition }),
    with: { pattern: name, path: { template: '${{ runner.temp }}' }, 'merge-multiple': true },
  }
}

/** All that a runner needs before it builds, and not before the repository is there; {@link signInSteps} besides. */
export function engineSteps(facts: WorkflowFacts): Step[] {
  return [...freeDiskSteps(facts), ...storeSteps(facts), ...platformSteps(facts)]
}

/** Signs out again, for runners that are used twice. */
export function signOutSteps({ options }: WorkflowFacts): Step[] {
  if (options.dockerHub === false) return []
  return [{ kind: 'run', name: 'Sign out of Docker Hub', if: 'always()', run: ['docker logout'] }]
}

/** Files of GitHub's own images that no build needs. https://github.com/actions/runner-images */
function freeDiskSteps({ options }: WorkflowFacts): Step[] {
  if (!options.freeDisk) return []
  return [
    {
      kind: 'run',
      name: 'Free disk space',
      if: "runner.environment == 'github-hosted'",
      run: [
        'sudo rm -rf /usr/local/lib/android /usr/share/dotnet /usr/share/swift /usr/local/.ghcup /opt/ghc /opt/hostedtoolcache/CodeQL',
        'df -h /',
      ],
    },
  ]
}

/** Emulation, for platforms that have no runner of their own. */
function platformSteps(facts: WorkflowFacts): Step[] {
  return needsEmulation(facts) ? [{ kind: 'uses', action: 'docker/setup-qemu-action' }] : []
}

/**
 * The store of hosted runners' engine holds one platform of an image, leaves no layer cache in a registry, and in an image only one that is empty after
 * every other run. The engine of another runner is its owner's.
 */
function storeSteps(facts: WorkflowFacts): Step[] {
  if (!needsEmulation(facts) && !facts.sharesLayers) return []
  return [
    {
      kind: 'run',
      name: "Switch the engine to containerd's image store",
      if: "runner.environment == 'github-hosted'",
      run: [
        `echo '{ "features": { "containerd-snapshotter": true } }' | sudo tee /etc/docker/daemon.json`,
        'sudo systemctl restart docker',
      ],
    },
  ]
}

/** Docker Hub counts pulls by account. A pull request from a fork has no secret, and pulls without one. */
export function signInSteps({ options }: WorkflowFacts): Step[] {
  if (options.dockerHub === false) return []
  const { usernameVariable, tokenSecret } = options.dockerHub
  return [
    {
      kind: 'run',
      name: 'Sign in to Docker Hub, to pull',
      env: { DOCKERHUB_USERNAME: expression(`vars.${usernameVariable}`), DOCKERHUB_TOKEN: expression(`secrets.${tokenSecret}`) },
      run: [
        'if [[ -z $DOCKERHUB_TOKEN ]]; then',
        '  echo "Docker Hub is asked without an account: this run has no secrets."',
        'else',
        '  printf %s "$DOCKERHUB_TOKEN" | docker login --username "$DOCKERHUB_USERNAME" --password-stdin',
        'fi',
      ],
    },
  ]
}
