import { ATTACH_JOBS } from './attach-jobs.js'
import { downloadStep, SHORT_JOB, setUpSteps } from './common-steps.js'
import { MODULE_IMAGES } from './package-manager.js'
import { PUBLISH_JOBS } from './publish-jobs.js'
import { publishedAccess } from './read-access.js'
import { IS_RELEASED, planReleaseAssetsJob } from './release-assets.js'
import { runnerOf } from './runners.js'
import { expression, type Step, type StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

const [CONTENTS_JOB, SCAN_JOB, ATTACH_JOB] = ['contents', 'scan', 'attach-scan'] as const

/** Folders, packed each into a file of its own and kept as an artifact of the run. */
const [CONTENTS, FINDINGS] = ['contents', 'findings'] as const

const ARTIFACTS = 'scan-'

/**
 * Has a scanner look for known vulnerabilities in the lists of contents of all that is published. What it finds fails nothing.
 *
 * The scanner's installer and its database are those of the day, which no pin holds. So its job has no permission, no credentials and no checkout, and
 * begins when the release has its digests: all that it could spoil is what it found.
 */
export function planScanJobs(facts: WorkflowFacts): StepsJob[] {
  const modules = facts.modules.flatMap(({ active, name }) => (active ? [name] : []))
  if (!facts.options.scan || modules.length === 0) return []
  return [contentsJob(facts, modules), scanJob(facts), attachJob(facts)]
}

function contentsJob(facts: WorkflowFacts, modules: readonly string[]): StepsJob {
  const { job, env } = publishedAccess(facts)
  return {
    ...job,
    kind: 'steps',
    id: CONTENTS_JOB,
    notes: ['The list of contents of each image.'],
    needs: ['plan', ...PUBLISH_JOBS],
    if: "!cancelled() && needs.plan.outputs.task == 'publish'",
    runner: runnerOf(facts.options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    steps: [
      ...setUpSteps(facts),
      {
        kind: 'run',
        name: 'Write the lists of contents',
        env: { MODULES: modules.join(' '), ...env },
        run: [
          'status=0',
          `mkdir "$RUNNER_TEMP/${CONTENTS}"`,
          'for module in $MODULES; do',
          `  ${MODULE_IMAGES} sbom "$module" --output "$RUNNER_TEMP/${CONTENTS}/$module.cdx.json" || status=1`,
          'done',
          `tar -czf "$RUNNER_TEMP/${CONTENTS}.tar.gz" -C "$RUNNER_TEMP" ${CONTENTS}`,
          'exit "$status"',
        ],
      },
      keepStep(CONTENTS),
    ],
  }
}

function scanJob({ options }: WorkflowFacts): StepsJob {
  return {
    kind: 'steps',
    id: SCAN_JOB,
    notes: ['What is known of the packages in them. A finding fails nothing.'],
    needs: [CONTENTS_JOB, ...ATTACH_JOBS],
    if: `!cancelled() && needs.${CONTENTS_JOB}.result != 'skipped'`,
    permissions: {},
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    steps: [
      downloadStep(`${ARTIFACTS}${CONTENTS}`),
      { kind: 'uses', action: 'anchore/scan-action/download-grype', id: 'grype' },
      {
        kind: 'run',
        name: 'Scan',
        env: { GRYPE: expression('steps.grype.outputs.cmd'), GRYPE_CHECK_FOR_APP_UPDATE: 'false' },
        run: SCAN,
      },
      keepStep(FINDINGS),
    ],
  }
}

/** The summary has numbers alone: names of packages are whatever a lockfile has. */
const SCAN = [
  'cd "$RUNNER_TEMP"',
  `tar -xzf ${CONTENTS}.tar.gz`,
  `mkdir ${FINDINGS}`,
  'shopt -s nullglob',
  'status=0',
  `printf '%s\\n' '| module | findings |' '| --- | --- |' >> "$GITHUB_STEP_SUMMARY"`,
  `for file in ${CONTENTS}/*.cdx.json; do`,
  '  module=$(basename "$file" .cdx.json)',
  `  findings=${FINDINGS}/$module.grype.json`,
  '  if "$GRYPE" "sbom:$file" --output json > "$findings"; then',
  `    count=$(jq --raw-output '[.matches[].vulnerability.severity] | group_by(.) | map("\\(length) \\(.[0])") | join(", ")' "$findings")`,
  '  else',
  '    status=1',
  '    count="not scanned"',
  '    rm "$findings"',
  '  fi',
  '  echo "| $module | ${count:-none} |" >> "$GITHUB_STEP_SUMMARY"',
  'done',
  `tar -czf ${FINDINGS}.tar.gz ${FINDINGS}`,
  'exit "$status"',
]

function attachJob(facts: WorkflowFacts): StepsJob {
  return planReleaseAssetsJob(facts, {
    id: ATTACH_JOB,
    notes: ['Both, put beside the release.'],
    needs: ['plan', CONTENTS_JOB, SCAN_JOB],
    if: IS_RELEASED,
    artifacts: `${ARTIFACTS}*`,
    files: [CONTENTS, FINDINGS].map((name) => `${name}.tar.gz`),
  })
}

/** Be it incomplete. */
function keepStep(name: typeof CONTENTS | typeof FINDINGS): Step {
  return {
    kind: 'uses',
    action: 'actions/upload-artifact',
    if: '!cancelled()',
    with: { name: `${ARTIFACTS}${name}`, path: { template: `\${{ runner.temp }}/${name}.tar.gz` }, overwrite: true },
  }
}
