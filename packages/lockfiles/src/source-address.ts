/** An address for people: without user name, password, query and token. Anything else stays as it is, within reason. */
export function renderSource(text: string): string {
  const short = text.length > 300 ? `${text.slice(0, 300)}…` : text
  const address = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?([^?#]*)/i.exec(short)
  return address ? `${address[1] ?? ''}${address[3] ?? ''}` : short
}
