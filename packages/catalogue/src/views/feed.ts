import { html } from '../html.js'
import type { SiteData } from '../page-data.js'
import { moduleAddress } from '../page-name.js'

const ENTRIES = 50

/** The images that were built last, as Atom: https://www.rfc-editor.org/rfc/rfc4287. Its links are relative, since nobody knows where the site will lie. */
export function renderFeed({ registry, modules, made }: SiteData): string {
  const images = modules.flatMap(({ name, image, summary, published }) => {
    const created = published?.platforms[0]?.created
    return published && created ? [{ name, image, summary, digest: published.digest, created }] : []
  })
  const newest = images.sort((a, b) => Date.parse(b.created) - Date.parse(a.created)).slice(0, ENTRIES)
  const entries = newest.map(
    ({ name, image, summary, digest, created }) =>
      html`<entry>
        <title>${name}</title>
        <id>docker://${image}@${digest}</id>
        <link href="${moduleAddress(name)}" />
        <updated>${created}</updated>
        <summary>${summary} ${image}@${digest}</summary>
      </entry> `,
  )
  return html`<?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom">
      <title>Images of ${registry}</title>
      <id>docker://${registry}</id>
      <link rel="self" href="feed.xml" />
      <link href="index.html" />
      <updated>${new Date(made).toISOString()}</updated>
      <author><name>${registry}</name></author>
      ${entries}</feed
    > `.text
}
