import { visibleLine } from '@module-images/core'
import { openWorkspace } from '@module-images/workspace'
import type { Command } from 'commander'
import type { CommandContext } from '../../session/command-context.js'
import { type Completion, planCompletions } from './plan-completions.js'

/**
 * Prints what may stand at the end of a command line, a line each: the word, a tab, what it is. A shell asks at each press of a key, so Nx
 * is not asked, and whatever is in the way leaves nothing to be said.
 *
 * @param words those after `module-images`, the last one as far as it is typed
 */
export async function runComplete(program: Command, words: readonly string[], context: CommandContext): Promise<number> {
  const typed = words.at(-1) ?? ''
  const completions = planCompletions(program, words)
  const found = completions.kind === 'modules' ? await readModules(context) : completions.kind === 'words' ? completions.words : []
  const lines = found
    .filter(({ word }) => word.startsWith(typed))
    .map(({ word, description }) => `${visibleLine(word)}\t${visibleLine(description)}`)
  if (lines.length > 0) context.print(lines.join('\n'))
  return 0
}

async function readModules({ workspaceRoot }: CommandContext): Promise<Completion[]> {
  const withoutNx = () => Promise.reject(new Error('Nx takes too long for a completion.'))
  const workspace = await openWorkspace(workspaceRoot, withoutNx).catch(() => undefined)
  if (workspace === undefined) return []
  return [...workspace.modules.values(), ...workspace.broken.values()].map(({ name, root }) => ({ word: name, description: root }))
}
