import { createHash } from 'node:crypto'

/** A UUID of what a document says, so that the same facts give the same one. https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
export function documentId(facts: object): string {
  const hex = createHash('sha256').update(JSON.stringify(facts)).digest('hex')
  const variant = (8 + (Number.parseInt(hex.slice(16, 17), 16) % 4)).toString(16)
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}
