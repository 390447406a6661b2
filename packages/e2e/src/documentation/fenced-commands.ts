import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A command that a page tells people to type. */
export interface DocumentedCommand {
  readonly command: string
  /** `README.md:42`, the first place that has it. */
  readonly place: string
}

/** Commands of fenced `sh` blocks, without their comments; a line that ends with a backslash goes on in the next. */
export function parseFencedCommands(text: string, page: string): DocumentedCommand[] {
  const commands: DocumentedCommand[] = []
  let fenced = false
  let begun = ''
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*```/.test(line)) {
      fenced = !fenced && /^\s*```(?:sh|bash|console)\b/.test(line)
      continue
    }
    const words = line.replace(/(?:^|\s+)#(?:\s.*)?$/, '').trim()
    if (!fenced || words === '') continue
    const command = begun + words.replace(/\s*\\$/, '')
    begun = words.endsWith('\\') ? `${command} ` : ''
    if (begun === '') commands.push({ command, place: `${page}:${index + 1}` })
  }
  return commands
}

/** Every command of the documentation once, in the order of the pages: the README first, then what goes on from it. */
export function readDocumentedCommands(root: string): DocumentedCommand[] {
  const pages = ['README.md', 'packages/nx/README.md', 'CONTRIBUTING.md', ...readPages(root, 'docs')]
  const all = pages.flatMap((page) => parseFencedCommands(readFileSync(join(root, page), 'utf8'), page))
  return all.filter(({ command }, index) => all.findIndex((other) => other.command === command) === index)
}

function readPages(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return readPages(root, path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}
