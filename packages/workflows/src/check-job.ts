import { GH_TOKEN, SHORT_JOB, setUpSteps } from './common-steps.js'
import { MODULE_IMAGES, NX } from './package-manager.js'
import { runnerOf } from './runners.js'
import type { Step, StepsJob, Value } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

export interface CheckJobOptions {
  /** What a change is compared with, and how much of the history that takes. */
  readonly base: Value
  readonly depth: Value
}

/** Looks at files, builds nothing: findings become annotations of the lines at fault. */
export function planCheckJob(facts: WorkflowFacts, { base, depth }: CheckJobOptions): StepsJob {
  const { options } = facts
  return {
    kind: 'steps',
    id: 'check',
    notes: [
      'Whether workflows are those of the modules, and what is wrong with the modules that change. Newer bases are told, and fail nothing.',
    ],
    if: "github.event_name == 'pull_request' || github.event_name == 'merge_group'",
    permissions: { contents: 'read', ...(options.codeScanning ? { 'security-events': 'write' } : {}) },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    steps: [
      ...setUpSteps(facts, { 'fetch-depth': depth }),
      { kind: 'run', name: 'Compare the workflows with the modules', run: [`${NX} sync:check`] },
      {
        kind: 'run',
        name: 'Check the modules that change',
        if: '!cancelled()',
        env: { BASE: base },
        run: [`${NX} affected -t ${facts.targets.check} --base="$BASE" --head=HEAD`],
      },
      {
        kind: 'run',
        name: 'Compare the base locks with the registries',
        if: '!cancelled()',
        run: [`${MODULE_IMAGES} lock --check || echo "::warning::Some bases are not as they are locked: the log says which."`],
      },
      ...(options.codeScanning ? codeScanningSteps() : []),
    ],
  }
}

/** By GitHub's own command, so that no action of somebody else has this permission. https://docs.github.com/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data */
function codeScanningSteps(): Step[] {
  const ifWritable = '!cancelled() && !github.event.pull_request.head.repo.fork'
  return [
    {
      kind: 'run',
      name: 'Write the findings of all modules',
      if: ifWritable,
      run: [`${MODULE_IMAGES} doctor --sarif > "$RUNNER_TEMP/findings.sarif" || true`],
    },
    {
      kind: 'run',
      name: 'Send them to code scanning',
      if: ifWritable,
      env: { GH_TOKEN },
      run: [
        'gzip --stdout "$RUNNER_TEMP/findings.sarif" | base64 --wrap=0 > "$RUNNER_TEMP/findings"',
        'gh api "repos/$GITHUB_REPOSITORY/code-scanning/sarifs" --silent \\',
        '  -f commit_sha="$GITHUB_SHA" -f ref="$GITHUB_REF" -F sarif=@"$RUNNER_TEMP/findings"',
      ],
    },
  ]
}
