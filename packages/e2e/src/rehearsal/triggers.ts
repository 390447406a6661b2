import type { EventFacts } from './event.js'
import type { WorkflowFile } from './workflow-file.js'

/** Whether an event starts a workflow. */
export function isTriggered(workflow: WorkflowFile, { event, changed }: EventFacts): boolean {
  const settings = workflow.on[event.kind]
  if (settings === undefined) return false
  switch (event.kind) {
    case 'pull_request':
      return settings?.paths === undefined || changed.some((path) => matchesFilter(settings.paths ?? [], path))
    case 'push':
      return settings?.branches === undefined || matchesFilter(settings.branches, event.branch)
    case 'release':
      return settings?.types?.includes('published') ?? true
    case 'schedule':
      return JSON.stringify(settings).includes(JSON.stringify(event.cron))
    case 'workflow_dispatch':
      return workflow.file === event.workflow
  }
}

/**
 * Filter patterns: the last that matches decides, and `!` takes away.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function matchesFilter(patterns: readonly string[], text: string): boolean {
  return patterns.reduce((matched, pattern) => {
    if (pattern.startsWith('!')) return matched && !toRegExp(pattern.slice(1)).test(text)
    return matched || toRegExp(pattern).test(text)
  }, false)
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern.match(/\\.|\*\*\/?|\*|\[[^\]]*\]|[?+]|[^\\]/gs) ?? []
  const source = parts.map((part) => {
    if (part.startsWith('\\')) return escape(part.slice(1))
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    return part.startsWith('[') || part === '?' || part === '+' ? part : escape(part)
  })
  return new RegExp(`^${source.join('')}$`, 's')
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
