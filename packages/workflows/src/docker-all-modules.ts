import { runnerOf } from './runners.js'
import { planAttachJob } from './attach-job.js'
import { SHORT_JOB, setUpSteps } from './common-steps.js'
import { planPublishJobs } from './publish-jobs.js'
import { planRefreshJob } from './refresh-job.js'
import { planReportJob } from './report-job.js'
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
      planReportJob(facts),
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
    runner: runnerOf(facts.options, 'plan'),
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
