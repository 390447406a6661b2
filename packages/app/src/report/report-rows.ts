import { errorJson, ModuleImagesError, type Receipt, renderBytes, renderError, renderErrorInRow, shortDigest } from '@module-images/core'
import type { TaskOutcome } from '../tasks/run-tasks.js'

/** One module in the table at the end of a run. */
export interface ReportRow {
  readonly module: string
  readonly outcome: Receipt['outcome']
  readonly reason: string
  readonly digest: string
  readonly size: string
  readonly seconds: string
}

/** A row a module; of a module's build and push the push, which came later and knows of both. */
export function planRows(ends: readonly TaskOutcome[]): ReportRow[] {
  const last = new Map<string, TaskOutcome>()
  for (const end of ends) {
    const before = last.get(end.task.module)
    if (before === undefined || outranks(end, before)) last.set(end.task.module, end)
  }
  return [...last.values()].map(rowOf)
}

function outranks(end: TaskOutcome, before: TaskOutcome): boolean {
  if (end.kind === 'skipped') return before.kind === 'done'
  return before.kind === 'skipped' ? end.kind === 'failed' : end.task.action === 'push'
}

function rowOf(end: TaskOutcome): ReportRow {
  const { module } = end.task
  switch (end.kind) {
    case 'done':
      return receiptRow(end.receipt)
    case 'failed':
      return {
        module,
        outcome: 'failed',
        reason: reasonOf(module, end.error),
        digest: '',
        size: '',
        seconds: renderSeconds(end.seconds),
      }
    case 'skipped':
      return { module, outcome: 'skipped', reason: `${end.because} failed`, digest: '', size: '', seconds: '' }
    case 'inactive':
      return { module, outcome: 'skipped', reason: 'inactive', digest: '', size: '', seconds: '' }
  }
}

/** The row of a receipt. */
function receiptRow(receipt: Receipt): ReportRow {
  return {
    module: receipt.module,
    outcome: receipt.outcome,
    reason: receipt.reason,
    digest: receipt.digest === undefined ? '' : shortDigest(receipt.digest),
    size: receipt.size === undefined ? '' : renderSize(receipt.size),
    seconds: renderSeconds(receipt.seconds),
  }
}

/** A registry counts what it sends, an engine what its store holds: layers with containerd's, files without. */
export function renderSize({ bytes, of }: NonNullable<Receipt['size']>): string {
  return `${renderBytes(bytes)} in ${of}`
}

function renderSeconds(seconds: number): string {
  return seconds.toFixed(1)
}

function reasonOf(module: string, error: unknown): string {
  return renderErrorInRow(module, error instanceof ModuleImagesError ? errorJson(error) : { message: renderError(error) })
}
