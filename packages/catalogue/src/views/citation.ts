import { html, type HtmlValue } from '../html.js'
import type { ModuleEntry, SiteData } from '../page-data.js'
import { mainTag } from './commands.js'
import { renderDate } from './frame.js'
import { renderCopyable } from './marks.js'

/** How to cite the image: by its digest, which names the same bytes for ever. */
export function renderCitation(module: ModuleEntry, { repository }: SiteData): HtmlValue {
  const { name, image, published } = module
  if (!published) return null
  const release = module.releases.find(({ digest }) => digest === published.digest)?.tag ?? mainTag(module)
  const reference = `${image}@${published.digest}`
  const source = [published.commit && `commit ${published.commit}`, repository].filter(Boolean).join(' of ')
  const { authors, title: named, doi } = module.citation
  const by = authors.length === 0 ? '' : `${authors.join(', ')}: `
  const text = `${by}${named === undefined ? '' : `${named}. `}Container image ${image}${release === undefined ? '' : `:${release}`} (${reference})${source === '' ? '' : `, built from ${source}`}.${doi === undefined ? '' : ` https://doi.org/${doi}`}`
  const date = renderDate(published.platforms[0]?.created ?? null)
  const title = escapeTex(named ?? name)
  const entry = [
    `@misc{${name.replace(/[^a-z0-9-]/gi, '-')}-${published.digest.slice('sha256:'.length, 'sha256:'.length + 12)},`,
    `  title = {${title}: container image},`,
    ...(authors.length === 0 ? [] : [`  author = {${authors.map((author) => `{${escapeTex(author)}}`).join(' and ')}},`]),
    `  howpublished = {\\url{docker://${reference}}},`,
    ...(date === ''
      ? []
      : [`  year = {${date.slice(0, 4)}},`, `  note = {Built ${date}${published.commit ? ` from commit ${published.commit}` : ''}},`]),
    ...(doi === undefined ? [] : [`  doi = {${escapeTex(doi)}},`]),
    '}',
  ].join('\n')
  return html`<section>
    <h2>Cite it</h2>
    ${renderCopyable(text, 'the citation')}
    <details class="rest">
      <summary>BibTeX</summary>
      ${renderCopyable(entry, 'the BibTeX entry')}
    </details>
  </section>`
}

/** A name may hold what TeX takes for a command. */
function escapeTex(text: string): string {
  return text.replace(/[\\{}^~"]/g, '-').replace(/[$&#_%]/g, '\\$&')
}
