/** Functions of R that install packages. */
const INSTALL =
  /\b(?:install\.packages|BiocManager::install|renv::install|(?:remotes|devtools)::install_(?:cran|bioc|github|gitlab)|pak::(?:pkg_install|pak))\s*\(/g

/** A repository as it was on one day, which package managers have in the address. */
const SNAPSHOT = /\/\d{4}-\d{2}-\d{2}(?:[/+"']|$)/

/** A text in quotes, which the end of the code ends as well, so that none is looked for twice. */
const QUOTED = `"(?:[^"\\\\]|\\\\.?)*(?:"|$)|'(?:[^'\\\\]|\\\\.?)*(?:'|$)`
const QUOTED_OR_COMMENT = new RegExp(`${QUOTED}|#[^\\n]*`, 'gs')
const TOKEN = new RegExp(`${QUOTED}|[()[\\]{},]`, 'gs')

/** Offsets of the calls in a text of R that install packages without a word about their version; calls inside of such a call left out. */
export function findUnpinnedInstalls(text: string): number[] {
  const code = text.replace(QUOTED_OR_COMMENT, (found) => (found.startsWith('#') ? ' '.repeat(found.length) : found))
  const offsets: number[] = []
  let read = 0
  for (const { 0: head, index } of code.matchAll(INSTALL)) {
    if (index < read) continue
    const { args, end } = readArguments(code, index + head.length)
    read = end
    if (!isPinned(args)) offsets.push(index)
  }
  return offsets
}

/** True for a package, as R's installers name it, of which there is one version. Only renv has to come before any lockfile. */
export function namesOneVersion(name: string): boolean {
  return name === 'renv' || /@[0-9a-f]{40}$|^[^/]+@\d[\w.-]*$|^\.{0,2}\/|\.(?:tar\.gz|tgz|zip)$/.test(name)
}

/** True for a repository whose packages never change. */
export function isSnapshot(text: string): boolean {
  return SNAPSHOT.test(text)
}

/** Without packages, a call sets up something else. */
function isPinned(args: readonly string[]): boolean {
  const named = args.filter((arg) => /^[\w.]+\s*=(?!=)/.test(arg))
  const packages = args.find((arg) => !named.includes(arg)) ?? named.find((arg) => /^(?:pkgs?|packages|repo)\s*=/.test(arg))
  if (packages === undefined) return true
  if (named.some((arg) => /^ref\s*=\s*["'][0-9a-f]{40}["']/.test(arg) || (/^repos\s*=/.test(arg) && isSnapshot(arg)))) return true
  const names = [...packages.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? '')
  return names.length > 0 && names.every(namesOneVersion)
}

/** The arguments of a call up to the bracket that ends it; commas in quotes and inner brackets do not count. */
function readArguments(code: string, from: number): { args: string[]; end: number } {
  const args: string[] = []
  const add = (end: number) => args.push(...[code.slice(start, end).trim()].filter((arg) => arg !== ''))
  let depth = 0
  let start = from
  TOKEN.lastIndex = from
  for (let found = TOKEN.exec(code); found !== null; found = TOKEN.exec(code)) {
    const { 0: token, index } = found
    if ('([{'.includes(token)) depth++
    else if (token === ',' && depth === 0) {
      add(index)
      start = index + 1
    } else if (')]}'.includes(token) && --depth < 0) {
      add(index)
      return { args, end: index }
    }
  }
  add(code.length)
  return { args, end: code.length }
}
