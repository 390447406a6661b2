import { runnerOf } from './runners.js'
import { ATTACH_JOB } from './attach-job.js'
import { REPORT_ARTIFACT, REPORT_FILE } from './build-push.js'
import { GH_TOKEN } from './common-steps.js'
import { PUBLISH_JOBS } from './publish-jobs.js'
import { expression, type StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** Opens one issue for all that failed. Files are attached only once every image is published, so it is one or the other. */
export function planReportJob({ options }: WorkflowFacts): StepsJob {
  return {
    kind: 'steps',
    id: 'report',
    notes: ['One issue for all that failed.'],
    needs: ['plan', ...PUBLISH_JOBS, ATTACH_JOB],
    if: "!cancelled() && contains(needs.*.result, 'failure')",
    permissions: { issues: 'write' },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: 5,
    steps: [
      {
        kind: 'uses',
        action: 'actions/download-artifact',
        with: { pattern: REPORT_ARTIFACT, path: { template: '${{ runner.temp }}' }, 'merge-multiple': true },
      },
      {
        kind: 'run',
        name: 'Open an issue',
        env: {
          GH_TOKEN,
          ATTACHED: expression(`needs.${ATTACH_JOB}.result`),
          TAGS: expression("needs.plan.outputs.tags || 'the usual tags'"),
          RUN_URL: { template: '${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}' },
        },
        run: [
          'cd "$RUNNER_TEMP"',
          'title="Images were not published: $TAGS"',
          'what="Not all images could be published under $TAGS"',
          'if [[ $ATTACHED == failure ]]; then',
          '  title="Digests and catalogue are not at the release: $TAGS"',
          '  what="All images are published under $TAGS, but digests and catalogue could not be attached to the release"',
          'fi',
          '{',
          '  echo "$what: see [the run]($RUN_URL)."',
          '  echo',
          '  echo "Fix the cause, then run its failed jobs again. What is published already stays as it is."',
          '  echo',
          // An earlier attempt of the same run may have left a table of what was published since.
          `  if [[ $ATTACHED != failure && -f ${REPORT_FILE} ]]; then grep -E '^\\| (module|---)|^\\| [^|]+ \\| (failed|skipped) ' ${REPORT_FILE} || true; fi`,
          '} > issue.md',
          'gh issue create --repo "$GITHUB_REPOSITORY" --title "$title" --body-file issue.md',
        ],
      },
    ],
  }
}
