import { planAfterReleaseJob } from './after-release-job.js'
import { REPORT_ARTIFACT, REPORT_FILE } from './build-push.js'
import { ASKING_JOB, downloadStep } from './common-steps.js'
import { hasFailed, SOME_FAILED } from './failed.js'
import { issuePermissions, issueSteps, RUN_URL } from './issue-steps.js'
import { ownedIf } from './owner.js'
import { PUBLISH_JOBS } from './publish-jobs.js'
import { REFRESH_JOBS } from './refresh-jobs.js'
import { ATTACH_JOBS } from './attach-jobs.js'
import { runnerOf } from './runners.js'
import { planScanJobs } from './scan-jobs.js'
import { expression, type StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** One issue for all that failed: images first, since the files of those that are missing are then missing too. */
export function planReportJob(facts: WorkflowFacts): StepsJob {
  const refreshed = REFRESH_JOBS.map(hasFailed).join(' || ')
  const scanJobs = planScanJobs(facts).map(({ id }) => id)
  const attached = [...ATTACH_JOBS, ...scanJobs].map(hasFailed).join(' || ')
  const files = scanJobs.length === 0 ? 'igests and catalogue' : 'igests, catalogue and scan'
  const published = ['plan', ...PUBLISH_JOBS].map((id) => `!${hasFailed(id)}`).join(' && ')
  return {
    kind: 'steps',
    id: 'report',
    notes: ['One issue for all that failed.'],
    needs: [...planAfterReleaseJob(facts).map(({ id }) => id), 'plan', ...PUBLISH_JOBS, ...ATTACH_JOBS, ...scanJobs, ...REFRESH_JOBS],
    if: ownedIf(facts, SOME_FAILED),
    permissions: issuePermissions(facts),
    runner: runnerOf(facts.options, 'plan'),
    timeoutMinutes: ASKING_JOB,
    steps: [
      downloadStep(REPORT_ARTIFACT),
      ...issueSteps(facts, {
        env: {
          ...{ RUN_URL, REFRESH_FAILED: expression(refreshed), ATTACH_FAILED: expression(`(${attached}) && ${published}`) },
          TAGS: expression("needs.plan.outputs.tags || 'the usual tags'"),
        },
        title: [
          'title="Images were not published: $TAGS"',
          'what="Not all images could be published under $TAGS"',
          'if [[ $ATTACH_FAILED == true ]]; then',
          `  title="D${files} are not complete: $TAGS"`,
          `  what="All images are published under $TAGS, but d${files} of the release are not complete"`,
          'fi',
          'if [[ $REFRESH_FAILED == true ]]; then',
          '  title="The bases of the images were not refreshed"',
          '  what="Newer bases could not be looked for, or their pull request not be opened"',
          'fi',
        ],
        text: [
          'echo "$what: see [the run]($RUN_URL)."',
          'echo',
          'echo "Fix the cause, then run its failed jobs again. What is published already stays as it is."',
          'echo',
          // An earlier attempt of the same run may have left a table of what was published since.
          `if [[ $ATTACH_FAILED != true && -f ${REPORT_FILE} ]]; then grep -E '^\\| (module|---)|^\\| [^|]+ \\| (failed|skipped) ' ${REPORT_FILE} || true; fi`,
        ],
      }),
    ],
  }
}
