import { visibleLine } from '@module-images/core'
import type { WrittenWorkflows } from './write-workflows.js'
import { nxLog } from '../nx-log.js'

/** Names the workflows that stay as somebody wrote them, what puts generated ones in their place, and what of them calls what is not there. */
export function warnOfSkipped({ kept, brokenCalls }: Pick<WrittenWorkflows, 'kept' | 'brokenCalls'>): void {
  if (kept.length > 0) nxLog.warn(renderKept(kept))
  if (brokenCalls.length === 0) return
  nxLog.warn(
    [
      'GitHub refuses workflows that call one that is not there, or that cannot be called:',
      ...brokenCalls.map(({ place, called }) => visibleLine(`  ${place}: ${called}`)),
      'Remove these calls. run_all-modules.yml calls all modules that run.',
    ].join('\n'),
  )
}

function renderKept(kept: WrittenWorkflows['kept']): string {
  const replaced = kept.filter(({ hasSuccessor }) => hasSuccessor).map(({ file }) => file)
  const lines = ['Written by hand, and left as they are:', ...kept.map(({ file }) => visibleLine(`  ${file}`))]
  if (replaced.length === 0) return lines.join('\n')
  return [
    ...lines,
    'A generated one runs the module in the image of the same checkout. To have it, remove the file and generate:',
    visibleLine(`  git rm ${replaced.join(' ')}`),
    '  npx nx sync',
  ].join('\n')
}
