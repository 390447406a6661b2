import type { PostTasksExecutionContext } from '@nx/devkit'
import { readReceipt } from '../apply/receipts.js'
import { readRunEnvironment } from '../environment/run-environment.js'
import { writeLog } from '../output/write-output.js'
import type { Settings } from '../workspace/settings.js'
import { cachedRow } from './report-rows.js'
import { reportRows } from './report-run.js'

type TaskResult = PostTasksExecutionContext['taskResults'][string]

/** Prints the table from receipts where every image task was a cache hit; where one ran, it has printed the table itself. */
export function reportCachedRun({ taskResults, workspaceRoot }: PostTasksExecutionContext, { targets }: Settings): void {
  const results = Object.values(taskResults)
  if (results.some((result) => isImageTask(result, targets) && !isHit(result))) return
  const rows = results
    .filter(({ task }) => task.target.target === targets.build)
    .flatMap(({ task }) => readReceipt(workspaceRoot, task.target.project) ?? [])
    .map(cachedRow)
  reportRows(rows, { say: writeLog, environment: readRunEnvironment(process.env) })
}

function isImageTask({ task }: TaskResult, targets: Settings['targets']): boolean {
  return task.target.target === targets.build || task.target.target === targets.push
}

function isHit({ status }: TaskResult): boolean {
  return status === 'local-cache' || status === 'local-cache-kept-existing' || status === 'remote-cache'
}
