/** Where the report of the last run lies, posix, from the workspace root: beside the receipts. */
export const REPORT_FILES = {
  /** For people, and rendered anew by each process of a run that has done something. */
  text: 'dist/images/report.txt',
  /** A line for each module and process. Nx may run tasks in several processes at once, so that each adds its own and none writes over another's. */
  entries: 'dist/images/.report.jsonl',
} as const
