import { renderEmptyGlob, renderEmptyGlobFix } from '@module-images/core'
import type { WorkspaceCheckFacts } from '../check-facts.js'
import type { RuleFinding } from '../check-rule.js'
import { lineOfText } from './json-fields.js'

/** One finding for each `modules` glob without a module, at its line of nx.json. */
export function findingsOfEmptyGlobs({ emptyGlobs, nxJson: { file, text } }: WorkspaceCheckFacts): RuleFinding[] {
  return emptyGlobs.map((empty) => {
    // A default stands in no file.
    const written = [empty.glob, '"modules"', '@module-images/nx'].find((part) => text.includes(part)) ?? ''
    return { message: renderEmptyGlob(empty), fix: renderEmptyGlobFix(empty), place: { file, line: lineOfText(text, written) } }
  })
}
