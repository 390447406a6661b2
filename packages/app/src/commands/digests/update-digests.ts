import { resolve } from 'node:path'
import { renderJson, visibleLine } from '@module-images/core'
import { openCommandWorkspace } from '@module-images/workspace'
import { readGivenFile } from '../../files/given-file.js'
import { writeFileAtomically } from '../../files/write-file-atomically.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry } from '../../session/destination.js'
import { noPins } from './check-digests.js'
import type { DigestFormatName } from './digest-format.js'
import { type PinUpdate, planPinUpdate } from './plan-pin-update.js'
import { chooseOwnPins, readPinFacts, readPinnedFile } from './read-pin-facts.js'
import { renderAllCurrent, renderPinProblem } from './render-pin-check.js'

export interface UpdateDigestsOptions {
  /** By the file's name where not given. */
  readonly format: DigestFormatName | undefined
  /** Native, from the current folder. */
  readonly file: string
  readonly json: boolean
}

/**
 * `digests --update`: moves the pins of a file to the images of this checkout. 0 when all are these by now, else 1, and the others are moved.
 *
 * @throws ModuleImagesError `no-pins`, `unknown-digest-format`, `unreadable-file`, `unwritable-file`, and what the format's `readPins` throws
 */
export async function updateDigests({ file, format, json }: UpdateDigestsOptions, context: CommandContext): Promise<number> {
  const pinned = readPinnedFile(readGivenFile(file), file, format)
  const workspace = await openCommandWorkspace(context)
  const named = nameRegistry(context.environment, workspace.settings)
  const own = chooseOwnPins(pinned, named.prefix, workspace)
  if (own.length === 0) throw noPins(file, named.prefix)
  const update = planPinUpdate(pinned.text, await readPinFacts(own, named, workspace, context))
  context.signal.throwIfAborted()
  if (update.text !== pinned.text) writeFileAtomically(resolve(file), update.text, file)
  const { moved, left, checked } = update
  context.print(json ? renderJson({ file, registry: named.prefix, moved, left, checked }, 2) : renderUpdate(update, file, named.prefix))
  return left.length === 0 ? 0 : 1
}

function renderUpdate({ moved, left, checked }: PinUpdate, file: string, prefix: string): string {
  if (moved.length === 0 && left.length === 0) return renderAllCurrent(checked, file, prefix)
  const lines = moved.map(({ line, module, from, to }) => visibleLine(`${file}:${line}: ${module}  ${from} -> ${to}`))
  const sum = `${moved.length} of ${checked} pins moved, ${left.length} left; comments stay as they are`
  return [...lines, ...left.map((problem) => renderPinProblem(problem, file)), sum].join('\n')
}
