import { isMap, isSeq, parseDocument } from 'yaml'
import { ModuleImagesError } from '@module-images/core'

/** Where GitHub looks for it; `.yaml` counts as well. */
export const DEPENDABOT_FILES = ['.github/dependabot.yml', '.github/dependabot.yaml'] as const

/** One pull request a month for all actions, so that pins move together. */
const ENTRY = {
  'package-ecosystem': 'github-actions',
  directory: '/',
  schedule: { interval: 'monthly' },
  groups: { actions: { patterns: ['*'] } },
}

const NEW_FILE = `# Moves the pins of the actions in .github/workflows. Made once by @module-images/nx; it is yours to change.
version: 2
updates:
  - package-ecosystem: github-actions
    directory: /
    schedule:
      interval: monthly
    groups:
      actions:
        patterns: ['*']
`

/**
 * The Dependabot configuration with an entry for GitHub's actions: a new one, or somebody's own with the entry added and all else,
 * comments included, as it was. One that has such an entry stays as it is.
 *
 * @param text of the file there is, if any
 * @throws ModuleImagesError `bad-dependabot-file`
 */
export function planDependabot(text: string | undefined, file: string): string {
  if (text === undefined) return NEW_FILE
  const document = parseDocument(text)
  const [error] = document.errors
  if (error) throw unreadable(file, error.message.split('\n', 1)[0] ?? '', error.linePos?.[0].line)
  if (!isMap(document.contents)) throw unreadable(file, 'It holds no settings.')
  const updates: unknown = document.get('updates')
  if (updates !== undefined && updates !== null && !isSeq(updates)) throw unreadable(file, '"updates" is not a list.')
  const has = isSeq(updates) && updates.items.some((item) => isMap(item) && item.get('package-ecosystem') === ENTRY['package-ecosystem'])
  if (has) return text
  if (isSeq(updates)) document.addIn(['updates'], document.createNode(ENTRY))
  else document.set('updates', document.createNode([ENTRY]))
  return document.toString({ lineWidth: 0 })
}

function unreadable(file: string, why: string, line?: number): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-dependabot-file',
    kind: 'input',
    message: `Cannot be extended: ${why}`,
    place: { file, ...(line === undefined ? {} : { line }) },
    fix: 'Correct it, or remove it to have a new one made. https://docs.github.com/code-security/dependabot/working-with-dependabot/dependabot-options-reference',
  })
}
