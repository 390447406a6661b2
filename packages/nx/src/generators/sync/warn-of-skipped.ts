import type { WrittenWorkflows } from './write-workflows.js'
import { nxLog } from '../nx-log.js'

/** Names the workflows that stay as somebody wrote them, and what puts generated ones in their place. */
export function warnOfSkipped({ skipped }: Pick<WrittenWorkflows, 'skipped'>): void {
  if (skipped.length === 0) return
  nxLog.warn(
    [
      'Written by hand, and left as they are:',
      ...skipped.map((file) => `  ${file}`),
      'A generated one runs the module in the image of the same checkout. To have it, remove the file and generate:',
      `  git rm ${skipped.join(' ')}`,
      '  npx nx sync',
    ].join('\n'),
  )
}
