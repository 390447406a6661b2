import { lstat, readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pathIn } from '@module-images/core'
import type { RepositoryPage } from '@module-images/registry'
import type { LinkedModule, Workspace } from '@module-images/workspace'

const README = /^readme(?:\.md|\.markdown)?$/i
const LOGO = 'logo.png'
/** What galleries take at most. */
const MAX_LOGO_BYTES = 512_000
/** PNG and JPEG: a page is public, so it takes nothing but pictures. */
const PICTURES = ['89504e470d0a1a0a', 'ffd8ff']

/**
 * A module's page in a gallery: its README, how to pull and run its image, and a logo, its own or the workspace's. Links are not
 * followed, so that nothing from elsewhere is published.
 *
 * @param image repository with host
 */
export async function readModulePage({ root, files, settings }: Workspace, module: LinkedModule, image: string): Promise<RepositoryPage> {
  const readme = module.entries.find(({ name, kind }) => kind === 'file' && README.test(name))
  const about = readme ? files.readText(pathIn(module.root, readme.name)) : ''
  const logos = [pathIn(module.root, LOGO), ...(settings.repositoryPage === false ? [] : [settings.repositoryPage.logo])]
  return {
    description: (await firstParagraph(about)) ?? module.name,
    about,
    usage: renderUsage(image, settings.tags),
    platforms: module.options.platforms,
    logo: await readFirstPicture(root, logos),
  }
}

/** Markdown. The tag is the one that people are to use: `latest` where it is published. */
export function renderUsage(image: string, tags: readonly string[]): string {
  const name = `${image}:${tags.includes('latest') ? 'latest' : (tags[0] ?? 'latest')}`
  const run = [
    'Run a command in it, with the current folder at hand:',
    `    docker run --rm -it -v "$PWD:/work" -w /work ${name} <command>`,
    'For the same image for good, name it by its digest, which `docker pull` prints.',
  ]
  return ['Pull the image:', `    docker pull ${name}`, ...run].join('\n\n')
}

/** The words of the first paragraph of Markdown that has any: headings, badges and HTML are none. */
export async function firstParagraph(markdown: string): Promise<string | undefined> {
  const { default: MarkdownIt } = await import('markdown-it')
  const body = markdown.replace(/^---\n[^]*?\n---\n/, '')
  const tokens = new MarkdownIt({ html: true }).parse(body, {})
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'inline' || token.level !== 1 || tokens[index - 1]?.type !== 'paragraph_open') continue
    const words = (token.children ?? []).map(({ type, content }) => {
      if (type === 'text' || type === 'code_inline') return content
      return type === 'softbreak' || type === 'hardbreak' ? ' ' : ''
    })
    const text = words.join('').replace(/\s+/g, ' ').trim()
    if (text !== '') return text
  }
  return undefined
}

async function readFirstPicture(root: string, paths: readonly (string | undefined)[]): Promise<Uint8Array | undefined> {
  for (const path of paths) {
    const picture = path === undefined ? undefined : await readPicture(root, join(root, path))
    if (picture) return picture
  }
  return undefined
}

async function readPicture(root: string, file: string): Promise<Uint8Array | undefined> {
  const entry = await lstat(file).catch(() => undefined)
  if (!entry?.isFile() || entry.size > MAX_LOGO_BYTES) return undefined
  const [realRoot, realFile] = [await realpath(root), await realpath(file)]
  if (!realFile.startsWith(realRoot + sep)) return undefined
  const bytes = await readFile(realFile)
  return PICTURES.some((magic) => bytes.subarray(0, magic.length / 2).toString('hex') === magic) ? bytes : undefined
}
