import * as v from 'valibot'
import { notAList } from '../schema.js'
import { runOptionsSchema } from './run-options.js'
import {
  branch,
  cron,
  environmentName,
  filePath,
  nodeVersionText,
  ownerName,
  plainText,
  platformName,
  runnerLabels,
  scriptText,
  tagPattern,
  variableName,
} from './workflow-values.js'

/** For all jobs, or by what they do. */
const runnerSchema = v.union([
  runnerLabels,
  notAList(
    v.strictObject({
      /** Jobs that decide and report. */
      plan: v.optional(runnerLabels),
      /** Test builds. */
      build: v.optional(runnerLabels),
      publish: v.optional(runnerLabels),
      /** `run_{module}.yml`. */
      run: v.optional(runnerLabels),
    }),
  ),
])

/** What one module has in place of what is said for all. */
const moduleOptionsSchema = v.strictObject({
  /** Of the jobs that build, publish and run it. */
  runner: v.optional(runnerLabels),
  /** Over `run` of all, option by option; false for no `run_{module}.yml`. */
  run: v.optional(v.union([v.literal(false), notAList(runOptionsSchema)])),
})

/** Accounts that give nothing but pulls. */
const dockerHubSchema = v.strictObject({
  /** Variable of the repository with the name of the account. */
  usernameVariable: v.optional(variableName, 'DOCKERHUB_USERNAME'),
  /** Secret of the repository with a token of that account that can only read. */
  tokenSecret: v.optional(variableName, 'DOCKERHUB_TOKEN'),
})

const mirrorPlace = v.pipe(v.string(), v.regex(/^[\w.-]+(?::\d+)?(?:\/[\w.-]+)*$/, 'is not a host or host/prefix'))

/**
 * `workflows` of the plugin's options in nx.json: what generated workflows take over as it is.
 */
export const workflowOptionsSchema = v.strictObject({
  /** Pushes to it publish. Default: `defaultBase` of nx.json. */
  defaultBranch: v.optional(branch),
  /** Owner of the repository that publishes and runs on schedule. In a fork, those jobs are skipped. Default: no such guard. */
  owner: v.optional(ownerName),
  /** Tags whose release, or push, publishes images under the same tag. */
  releaseTags: v.optional(v.pipe(v.array(tagPattern), v.minLength(1)), ['v*.*.*', '20[0-9][0-9]-[0-1][0-9]-[0-3][0-9]*']),
  /** What publishes under a release's tag: a published GitHub release, a pushed tag, or either. */
  publishOn: v.optional(v.pipe(v.array(v.picklist(['release', 'tag'])), v.minLength(1)), ['release']),
  /** Names of workflows that make releases with their own token, after which GitHub starts nothing: the newest release is published once they end. */
  releaseWorkflows: v.optional(v.array(plainText), []),
  /** When bases are looked at anew, UTC; false for never. */
  refreshSchedule: v.optional(v.union([cron, v.literal(false)]), '23 5 1 * *'),
  /** What becomes of newer bases: a pull request for people, or one that is merged by itself once its test builds passed, and published. */
  refresh: v.optional(v.picklist(['pull-request', 'publish']), 'pull-request'),
  /** When active modules run beside their pull requests, UTC: each at an hour of its own in the week, all at one time, or never. */
  testSchedule: v.optional(v.union([v.literal('weekly'), cron, v.literal(false)]), 'weekly'),
  /** Labels of the issue about a release, a refresh or a scheduled run that failed. */
  issueLabels: v.optional(v.array(plainText), []),
  /** A Markdown file of the repository that such an issue begins with. */
  issueTemplate: v.optional(filePath),
  /** The protected environment that publishing jobs run in. */
  environment: v.optional(environmentName, 'image-publishing'),
  /** The variable of that environment with the ARN of the AWS role to take. */
  roleVariable: v.optional(variableName, 'AWS_ROLE_ARN'),
  /** The secret of that environment with the ARN, in place of the variable. */
  roleSecret: v.optional(variableName),
  /** The repository's variable with the ARN of a role that may only read, for jobs that publish nothing: of a private registry of Amazon's. */
  readRoleVariable: v.optional(variableName, 'AWS_READ_ROLE_ARN'),
  nodeVersion: v.optional(nodeVersionText, '22'),
  /** Lines for bash after the packages are installed, whose own scripts do not run: to compile a plugin of the workspace, say. */
  prepare: v.optional(scriptText),
  runner: v.optional(runnerSchema, 'ubuntu-latest'),
  /** By platform: the runner that builds it, so that nothing is emulated. Parts of an image for several platforms are merged. */
  nativeRunners: v.optional(notAList(v.record(platformName, runnerLabels)), {}),
  /** Whether jobs that build on a runner of GitHub first remove what it brings and no build needs: some 20 GB, in a minute. */
  freeDisk: v.optional(v.boolean(), false),
  /** Whether provenance and lists of contents of what is pushed are signed: as the job itself, with a key that is a secret, or not at all. */
  attestations: v.optional(v.union([v.boolean(), v.literal('key')]), true),
  /** Whether findings go to code scanning too, which private repositories have only on some plans. */
  codeScanning: v.optional(v.boolean(), false),
  /** Whether a scanner looks for known vulnerabilities in the lists of contents of what is published under a release's tag, or by hand. */
  scan: v.optional(v.boolean(), false),
  /** Where a pull request keeps the layers of its test builds for its next push: in its own Actions cache, or nowhere. */
  pullRequestLayers: v.optional(v.picklist(['gha', 'off']), 'off'),
  /** An account of Docker Hub for pulls in test builds and runs; a fork's have none. */
  dockerHub: v.optional(v.union([v.literal(false), notAList(dockerHubSchema)]), false),
  /** Where jobs find base images first, over `mirrors` of the plugin, from host or prefix to host/prefix. */
  mirrors: v.optional(notAList(v.record(mirrorPlace, mirrorPlace)), {}),
  /** Whether checkouts fetch the files that Git LFS keeps elsewhere. */
  lfs: v.optional(v.boolean(), false),
  /** Whether checkouts fetch submodules, and those within them. */
  submodules: v.optional(v.union([v.boolean(), v.literal('recursive')]), false),
  /** How `run_{module}.yml` runs modules; false for none of these workflows. */
  run: v.optional(v.union([v.literal(false), notAList(runOptionsSchema)]), {}),
  /** By name of the module. */
  modules: v.optional(notAList(v.record(v.string(), moduleOptionsSchema)), {}),
})

/** @see workflowOptionsSchema */
export type WorkflowOptions = v.InferOutput<typeof workflowOptionsSchema>

/** @see runnerLabels */
export type RunnerLabels = v.InferOutput<typeof runnerLabels>
