import { ASKING_JOB, downloadStep, GH_REPO, GH_TOKEN } from './common-steps.js'
import { runnerOf } from './runners.js'
import { expression, type StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

export const TAG = expression('github.ref_name')

/** Of a tag with a release: a pushed tag has none yet. One module that is not published keeps the files of no other back. */
export const IS_RELEASED = [
  '!cancelled()',
  "needs.plan.outputs.task == 'publish'",
  "github.ref_type == 'tag'",
  "github.event_name != 'push'",
  'needs.plan.outputs.tags == github.ref_name',
].join(' && ')

export interface ReleaseAssets extends Pick<StepsJob, 'id' | 'notes' | 'needs' | 'if'> {
  /** Pattern of the artifacts of the run that hold them. */
  readonly artifacts: string
  /** Names without a path. One that could not be written is not there. */
  readonly files: readonly string[]
}

/** The job that puts files of other jobs beside the release. It may write to the release, and so installs nothing. */
export function planReleaseAssetsJob({ options }: WorkflowFacts, { artifacts, files, ...job }: ReleaseAssets): StepsJob {
  return {
    ...job,
    kind: 'steps',
    permissions: { contents: 'write' },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: ASKING_JOB,
    steps: [
      downloadStep(artifacts),
      {
        kind: 'run',
        name: 'Attach them to the release',
        env: { GH_TOKEN, GH_REPO, TAG },
        run: [
          'cd "$RUNNER_TEMP"',
          'if [[ $GITHUB_EVENT_NAME != release ]] && ! gh release view "$TAG" > /dev/null; then',
          '  echo "::notice::$TAG has no release to attach them to."',
          '  exit 0',
          'fi',
          '# What could not be written is not there.',
          `files=$(find . -maxdepth 1 '(' ${files.map((file) => `-name ${file}`).join(' -o ')} ')')`,
          'gh release upload "$TAG" $files --clobber',
        ],
      },
    ],
  }
}
