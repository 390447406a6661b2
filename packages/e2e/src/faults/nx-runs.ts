import { tinyModule } from '../workspace/module-files.js'
import { createTestWorkspace } from '../workspace/test-workspace.js'
import { type FaultBench, IMPATIENT } from './fault-bench.js'
import { LONG_TIMEOUT_MS } from './kill-runs.js'
import { errorFaults } from './push-runs.js'

export interface NxFigures {
  /** Runs of nx, each of which publishes two modules. */
  runs: number
  succeeded: number
  readonly breaches: string[]
}

/** The same under Nx itself, whose cache and terminal output are two more places for a secret to get to. */
export async function runUnderNx(bench: FaultBench, runs: number, figures: NxFigures): Promise<void> {
  const workspace = await createTestWorkspace({ registryHost: bench.proxy.host })
  const { breaches } = figures
  try {
    for (let run = 1; run <= runs; run += 1) {
      workspace.write({ ...tinyModule(workspace, 'one', `run ${run}`), ...tinyModule(workspace, 'two', `run ${run}`) })
      await workspace.commit()
      const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'], {
        env: { ...bench.signIn, ...IMPATIENT },
        timeout: LONG_TIMEOUT_MS,
      })
      figures.runs += 1
      if (exitCode === 0) figures.succeeded += 1
      // What is judged here is only what a person sees.
      const seen = { code: 'seen', fix: 'seen', words: output.slice(0, 1000) }
      breaches.push(...errorFaults(seen).map((fault) => `nx run ${run}: ${fault}: ${output}`))
      if (exitCode !== 0 && !output.includes('✗ ')) breaches.push(`nx run ${run} failed without a word: ${output}`)
      bench.secrets.searchText('the output of nx', output)
      bench.secrets.searchFolder(workspace.sandbox)
    }
    if (!workspace.exists('.nx/cache')) breaches.push('Nx kept no cache, so none was searched')
  } finally {
    await workspace.dispose()
  }
}
