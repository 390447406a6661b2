import type { Tree } from '@nx/devkit'

const FILE = '.gitattributes'

const NOTE = '# Build inputs keep the line ends of Linux in every checkout: other bytes are another content key, and no script starts.'

/**
 * Puts modules under git's care for their line ends. At the top of the file: what a repository says itself, of binary files and LFS above all,
 * comes after and wins. https://git-scm.com/docs/gitattributes
 *
 * @param globs of module folders
 */
export function writeGitAttributes(tree: Tree, globs: readonly string[]): void {
  const text = tree.exists(FILE) ? (tree.read(FILE, 'utf-8') ?? '') : ''
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()))
  const missing = planLines(globs).filter((line) => !present.has(line))
  if (missing.length > 0) tree.write(FILE, [NOTE, ...missing, ...(text === '' ? [''] : ['', text])].join('\n'))
}

/** A pattern of git knows no braces and no negation, so each folder is named as far as its name is plain. */
function planLines(globs: readonly string[]): string[] {
  const folders = globs.filter((glob) => !glob.startsWith('!')).map(plainPart)
  return [...new Set(folders)].map((folder) => `/${folder === '' ? '' : `${folder}/`}** text=auto eol=lf`)
}

function plainPart(glob: string): string {
  const steps = glob.split('/')
  const end = steps.findIndex((step) => /[*?[\]{}()!+@\s"]/.test(step))
  return steps
    .slice(0, end < 0 ? steps.length : end)
    .filter((step) => step !== '.')
    .join('/')
}
