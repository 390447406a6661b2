import type { VerifiedModule, VerifyProblem, WorkspaceVerification } from '@module-images/core'
import { printableLine } from '@module-images/engine'
import { type Column, renderAlignedTable } from '../report/aligned-table.js'

interface Row {
  readonly module: VerifiedModule
  readonly problem: VerifyProblem | undefined
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'module', cell: ({ module }) => printableLine(module.name) },
  { title: 'state', cell: ({ problem }) => problem?.code ?? 'ok' },
  { title: 'tag', cell: ({ module, problem }) => problem?.tag ?? module.contentTag ?? '' },
  { title: 'what is wrong', cell: ({ problem }) => printableLine(problem?.message ?? '') },
]

/** One line a problem, and one for each module without any. */
export function renderVerification({ registry, tags, modules, ok }: WorkspaceVerification): string {
  if (modules.length === 0) return 'Nothing to verify: there is no active module.'
  const rows = modules.flatMap((module): Row[] =>
    module.problems.length === 0 ? [{ module, problem: undefined }] : module.problems.map((problem) => ({ module, problem })),
  )
  const sound = modules.filter(({ problems }) => problems.length === 0).length
  const summary = `${sound} of ${modules.length} images in ${registry} are whole and named by ${tags.join(', ')}.`
  const hint = ok ? [] : ['To publish what is missing and to move the tags: npx nx run-many -t docker-push']
  return [renderAlignedTable(COLUMNS, rows), '', summary, ...hint].join('\n')
}
