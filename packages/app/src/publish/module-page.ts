import { join } from 'node:path'
import { pathIn } from '@module-images/core'
import type { RepositoryPage } from '@module-images/registry'
import type { LinkedModule, Workspace } from '@module-images/workspace'
import { type PictureType, readPicture } from '../files/read-picture.js'

const README = /^readme(?:\.md|\.markdown)?$/i
const LOGO = 'logo.png'
/** What galleries take at most. */
const MAX_LOGO_BYTES = 512_000
const LOGO_TYPES: readonly PictureType[] = ['image/png', 'image/jpeg']

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
    const picture = path === undefined ? undefined : await readPicture(root, join(root, path), MAX_LOGO_BYTES)
    if (picture && LOGO_TYPES.includes(picture.type)) return picture.bytes
  }
  return undefined
}
