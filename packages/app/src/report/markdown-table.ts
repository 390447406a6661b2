import { escapeMarkdown } from '@module-images/core'
import type { ReportRow } from './report-rows.js'

/** The same table for a job summary. Cells are escaped: reasons hold text of Dockerfiles and registries. */
export function renderMarkdownTable(rows: readonly ReportRow[]): string {
  const lines = rows.map(({ module, outcome, reason, digest, size, seconds }) => {
    const cells = [module, outcome, reason, digest === '' ? '' : `\`${digest.replace(/\W/g, '')}\``, size, seconds]
    return `| ${cells.map((cell, i) => (i === 3 ? cell : escapeMarkdown(cell))).join(' | ')} |`
  })
  return ['| module | outcome | why | digest | size | seconds |', '| --- | --- | --- | --- | ---: | ---: |', ...lines, ''].join('\n')
}
