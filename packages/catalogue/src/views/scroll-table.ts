import { html, type Html } from '../html.js'

export interface ScrollTable {
  /** For those who do not see it. */
  readonly label: string
  readonly columns: readonly string[]
  readonly rows: readonly Html[]
  /** Has a style of its own: `tall` for the region, `results` for the table. */
  readonly look?: 'tall' | 'results'
  /** What the script's filter is said to look through; without it there is none. */
  readonly filter?: string
}

/** A table in a region of its own that scrolls, so that the page does not. */
export function renderScrollTable({ label, columns, rows, look, filter }: ScrollTable): Html {
  const [region, table] = [look === 'tall' ? 'scroll tall' : 'scroll', look === 'results' ? 'packages results' : 'packages']
  return html`<div class="${region}" tabindex="0" role="region" aria-label="${label}">
    <table class="${table}" ${filter !== undefined && html`data-filter="${filter}"`}>
      <thead>
        <tr>
          ${columns.map((title) => html`<th scope="col">${title}</th> `)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}
