import { type EventFacts, eventName } from './event.js'
import type { TriggerSettings, WorkflowFile } from './workflow-file.js'

/** Whether an event starts a workflow. */
export function isTriggered(workflow: WorkflowFile, { event, changed }: EventFacts): boolean {
  const settings = workflow.on[eventName(event)]
  if (settings === undefined) return false
  switch (event.kind) {
    case 'pull_request':
      return settings?.paths === undefined || changed.some((path) => matchesFilter(settings.paths ?? [], path))
    case 'push':
      return isWanted(settings, 'branches', event.branch)
    case 'tag':
      return isWanted(settings, 'tags', event.tag)
    case 'merge_group':
      return true
    case 'workflow_run':
      return settings?.workflows?.includes(event.name) ?? false
    case 'release':
      return settings?.types?.includes('published') ?? true
    case 'schedule':
      return JSON.stringify(settings).includes(JSON.stringify(event.cron))
    case 'workflow_dispatch':
      return workflow.file === event.workflow
  }
}

/** Filters of the one kind keep out all of the other. */
function isWanted(settings: TriggerSettings | null, kind: 'branches' | 'tags', name: string): boolean {
  if (!settings || (settings.branches === undefined && settings.tags === undefined)) return true
  const patterns = settings[kind]
  return patterns !== undefined && matchesFilter(patterns, name)
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
