/** Digits of a key or a digest that are shown: enough to tell one from another, and what the tables show. JSON and receipts have all. */
const SHOWN_DIGITS = 12

/** `sha256:0123…` → `0123456789ab` */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, SHOWN_DIGITS)
}

/** `key-0123…` → `key-0123456789ab`; any other tag as it is. */
export function shortContentTag(tag: string): string {
  return /^key-[0-9a-f]{32}$/.test(tag) ? tag.slice(0, 'key-'.length + SHOWN_DIGITS) : tag
}
