/** Longer addresses than any real one are cut. */
const MAX_LENGTH = 300

/**
 * An address for people: without user name, password, query, fragment and the token of a conda channel (`/t/TOKEN/`). Anything else stays as it
 * is, within reason.
 */
export function renderSource(text: string): string {
  const [, scheme, authority = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)([^/]*)([^]*)$/i.exec(text) ?? []
  if (scheme === undefined) return shorten(text)
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  // A password with a character that ends an address: where it ends cannot be told.
  if (host !== authority && /[?#]/.test(authority)) return `${scheme}…`
  const [address = ''] = `${host}${rest}`.split(/[?#]/, 1)
  return shorten(`${scheme}${address.replace(TOKEN, '/')}`)
}

function shorten(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}

/** https://github.com/conda/conda/blob/main/conda/common/url.py, `split_anaconda_token` */
const TOKEN = /\/t\/[^/]*(?:\/|$)/

/** A piece of a file for a message, without the secrets of addresses in it. */
export function renderExcerpt(text: string): string {
  // An address that is cut off may end in a secret: its whole word goes.
  const piece = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH).replace(/\S*$/, '…') : text
  const safe = piece.replace(/[a-z][a-z0-9+.-]*:\/\/[^\s'"]*/gi, renderSource)
  return safe.length > 80 ? `${safe.slice(0, 80)}…` : safe
}

/** A name of a file for a message, in quotation marks. */
export function renderName(name: string): string {
  return JSON.stringify(renderExcerpt(name))
}

/** What packages of an index of Python packages come from: `PyPI`, or the address of another one. */
export function renderIndex(address: string | undefined): string {
  return address === undefined || /^https?:\/\/pypi\.\w+\/simple\/?$/i.test(address) ? 'PyPI' : renderSource(address)
}
