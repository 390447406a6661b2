/** Digits of a key or a digest that are shown: enough to tell one from another, and what the tables show. JSON and receipts have all. */
const SHOWN_DIGITS = 12

/** `sha256:0123…` → `0123456789ab` */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, SHOWN_DIGITS)
}

/** `key-0123…` → `key-0123456789ab` */
export function shortContentTag(contentTag: string): string {
  return contentTag.slice(0, 'key-'.length + SHOWN_DIGITS)
}
