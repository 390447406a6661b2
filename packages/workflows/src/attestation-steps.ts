import { MODULE_IMAGES } from './package-manager.js'
import type { Step } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** What was pushed is attested even where another module failed. */
export function attestationSteps({ options }: WorkflowFacts): Step[] {
  if (!options.attestations) return []
  return [
    {
      kind: 'run',
      name: 'List what was pushed',
      id: 'pushed',
      if: '!cancelled()',
      run: [
        `${MODULE_IMAGES} subjects > "$RUNNER_TEMP/subjects.txt"`,
        'if [[ -s $RUNNER_TEMP/subjects.txt ]]; then echo "any=true" >> "$GITHUB_OUTPUT"; fi',
      ],
    },
    {
      kind: 'uses',
      action: 'actions/attest-build-provenance',
      if: "!cancelled() && steps.pushed.outputs.any == 'true'",
      with: { 'subject-checksums': { template: '${{ runner.temp }}/subjects.txt' } },
    },
  ]
}
