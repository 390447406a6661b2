import { folderInRepository, pathToRepository } from '@module-images/workspace'
import type { Tree } from '@nx/devkit'
import type { TextFile } from './migration/plan-references.js'

/** Folders in which nobody keeps a script of the repository's own. */
const SKIPPED = new Set(['.git', 'node_modules', '.nx', 'dist', 'renv', '.venv'])

/** Files that may write, copy or tell of workflows. */
const NAMES = /(?:\.(?:py|sh|bash|zsh|R|r|pl|rb|js|mjs|cjs|ts|ya?ml|toml|json|cfg|md|mdx|rst|txt|j2|jinja|jinja2|tmpl|in)|^[A-Z][A-Za-z]*)$/

const MAX_BYTES = 256 * 1024
const MAX_FILES = 5000

/**
 * Texts of the repository beside its modules and workflows, by paths from the workspace root. Large files and a great many are no scripts that
 * somebody keeps: they are left out.
 *
 * @param skipped folders of modules, posix from the workspace root
 */
export function readRepositoryTexts(tree: Tree, skipped: readonly string[]): TextFile[] {
  const [top, inside] = [pathToRepository(tree.root), folderInRepository(tree.root)]
  const modules = new Set(skipped)
  const found: TextFile[] = []
  const walk = (folder: string) => {
    for (const name of tree.children(folder).sort()) {
      if (name === '..' || SKIPPED.has(name) || found.length >= MAX_FILES) continue
      const path = join(folder, name)
      const own = ownPath(path, top, inside)
      if (own === '.github/workflows' || path === `${top}.github/workflows` || modules.has(own)) continue
      if (!tree.isFile(path)) walk(path)
      else if (NAMES.test(name)) found.push(...readText(tree, path, own))
    }
  }
  walk(top.replace(/\/$/, ''))
  return found
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** A file of the workspace that was reached from above it: `../../work/a` is `a`. */
function ownPath(path: string, top: string, inside: string): string {
  const prefix = `${top}${inside}/`
  return top !== '' && path.startsWith(prefix) ? path.slice(prefix.length) : path
}

function readText(tree: Tree, path: string, file: string): TextFile[] {
  const content = tree.read(path)
  if (content === null || content.length > MAX_BYTES || content.includes(0)) return []
  return [{ file, text: content.toString('utf8') }]
}
