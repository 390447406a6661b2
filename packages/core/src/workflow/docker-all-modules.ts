import { planAttachJob } from './attach-job.js'
import { REPORT_ARTIFACT, REPORT_FILE } from './build-push.js'
import { GH_TOKEN, SHORT_JOB, setUpSteps } from './common-steps.js'
import { PUBLISH_JOBS, planPublishJobs } from './publish-jobs.js'
import { planRefreshJob } from './refresh-job.js'
import { expression, type StepsJob, type Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** Publishing for releases and by hand, and the regular refresh of bases. */
export function planDockerAllModules(facts: WorkflowFacts): Workflow {
  const { options } = facts
  const schedule = options.refreshSchedule === false ? {} : { schedule: [options.refreshSchedule] }
  const when = "needs.plan.outputs.publish == 'true'"
  return {
    notes: [
      'A release publishes every active module under its tag. What is in the registry already, as is usual, is not built again. Its digests',
      'and the catalogue are attached to the release.',
      ...(options.refreshSchedule === false ? [] : ['On schedule, a pull request moves the bases of all images to their newest versions.']),
    ],
    name: 'Docker images of all modules',
    on: {
      release: 'published',
      ...schedule,
      workflowDispatch: {
        task: {
          type: 'choice',
          options: ['publish', 'refresh'],
          default: 'publish',
          description: 'Publish all modules, or open the pull request that refreshes their bases.',
        },
        tags: { type: 'string', default: '', description: 'Tags to publish, separated by commas; none for those of nx.json.' },
      },
    },
    concurrency: { group: { template: 'docker-all-modules-${{ github.event_name }}-${{ github.ref }}' }, cancelInProgress: false },
    jobs: [
      planJob(facts),
      ...planPublishJobs(facts, { when, tags: expression('needs.plan.outputs.tags') }),
      planAttachJob(facts),
      reportJob(facts),
      planRefreshJob(facts),
    ],
  }
}

function planJob(facts: WorkflowFacts): StepsJob {
  const chosen = "steps.tags.outputs.publish == 'true'"
  return {
    kind: 'steps',
    id: 'plan',
    notes: ['Which tags to publish, and which images have to be built for them.'],
    if: "github.event_name == 'release' || inputs.task == 'publish'",
    permissions: { contents: 'read' },
    runner: facts.options.runner,
    timeoutMinutes: SHORT_JOB,
    outputs: {
      publish: expression('steps.tags.outputs.publish'),
      tags: expression('steps.tags.outputs.tags'),
      matrix: expression('steps.plan.outputs.matrix'),
    },
    steps: [
      {
        kind: 'run',
        name: 'Choose tags',
        id: 'tags',
        env: { RELEASE_TAG: expression('github.event.release.tag_name'), WANTED_TAGS: expression('inputs.tags') },
        run: chooseTags(facts),
      },
      ...setUpSteps(facts).map((step) => ({ ...step, if: chosen })),
      {
        kind: 'run',
        name: 'Plan',
        id: 'plan',
        if: chosen,
        env: { MODULE_IMAGES_TAGS: expression('steps.tags.outputs.tags') },
        run: ['matrix=$(npx module-images plan --github-matrix)', 'echo "matrix=$matrix" >> "$GITHUB_OUTPUT"'],
      },
    ],
  }
}

/** A comma in a release's tag would make two tags of it, one of which could be any. */
function chooseTags({ options }: WorkflowFacts): string[] {
  return [
    'publish=true',
    'tags=$WANTED_TAGS',
    'if [[ $GITHUB_EVENT_NAME == release ]]; then',
    '  tags=$RELEASE_TAG',
    '  case "$RELEASE_TAG" in',
    `    *[!A-Za-z0-9_.-]*) echo "::error::The release's tag cannot be the tag of an image."; exit 1 ;;`,
    `    ${options.releaseTags.join(' | ')}) ;;`,
    '    *) publish=false; echo "::notice::$RELEASE_TAG is not the tag of a release of images." ;;',
    '  esac',
    'fi',
    '{ echo "publish=$publish"; echo "tags=${tags//[[:space:]]/}"; } >> "$GITHUB_OUTPUT"',
  ]
}

function reportJob({ options }: WorkflowFacts): StepsJob {
  return {
    kind: 'steps',
    id: 'report',
    notes: ['One issue for all that failed.'],
    needs: ['plan', ...PUBLISH_JOBS],
    if: "!cancelled() && contains(needs.*.result, 'failure')",
    permissions: { issues: 'write' },
    runner: options.runner,
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
          TAGS: expression("needs.plan.outputs.tags || 'the usual tags'"),
          RUN_URL: { template: '${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}' },
        },
        run: [
          'cd "$RUNNER_TEMP"',
          '{',
          '  echo "Not all images could be published under $TAGS: see [the run]($RUN_URL)."',
          '  echo',
          '  echo "Once the cause is mended, run its failed jobs again: what is published already stays as it is."',
          '  echo',
          `  if [[ -f ${REPORT_FILE} ]]; then grep -E '^\\| (module|---)|^\\| [^|]+ \\| (failed|skipped) ' ${REPORT_FILE} || true; fi`,
          '} > issue.md',
          'gh issue create --repo "$GITHUB_REPOSITORY" --title "Images were not published: $TAGS" --body-file issue.md',
        ],
      },
    ],
  }
}
