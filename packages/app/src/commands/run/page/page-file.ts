import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { html } from '@module-images/catalogue'
import { makeRunFolder } from '@module-images/process'
import { hasToken, type Page } from './page.js'

/** The way into a page, in a file that only the caller reads. */
export interface PageFile {
  /** Native absolute path. */
  readonly path: string
  remove(): Promise<void>
}

/**
 * Writes a page of its own that leads to another, or tells how to sign in there: a browser gets it as a file, since all users of a machine see
 * the arguments of a program. It lies in the workspace, as browsers that are shut in (snap) read neither the temporary folder nor hidden ones.
 *
 * @throws ModuleImagesError `temp-folder`
 */
export async function writePageFile(workspaceRoot: string, page: Page): Promise<PageFile> {
  const parent = join(workspaceRoot, 'dist', 'images')
  await mkdir(parent, { recursive: true })
  const folder = await makeRunFolder('page', parent)
  const path = join(folder, 'open.html')
  await writeFile(path, renderPageFile(page), { mode: 0o600 })
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A page that is left at once where its address lets in; else one with user, password and a link. */
export function renderPageFile(page: Page): string {
  const { title, signIn, address } = page
  const content = `0; url=${address.href}`
  return html`<!doctype html>
    <meta charset="utf-8" />
    <meta name="referrer" content="no-referrer" />
    ${hasToken(page) && html`<meta http-equiv="refresh" content="${content}" />`}
    <title>${title}</title>
    <p><a href="${address.href}">${title}</a></p>
    ${signIn && html`<p>User <code>${signIn.user}</code>, password <code>${signIn.password}</code></p>`} `.text
}
