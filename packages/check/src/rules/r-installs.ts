/** Functions of R that install packages. */
const INSTALL =
  /\b(?:install\.packages|BiocManager::install|renv::install|(?:(?:remotes|devtools)::)?install_(?:cran|bioc|github|gitlab)|(?:BiocInstaller::)?biocLite|pak::(?:pkg_install|pak))\s*\(/g

/** A repository as it was on one day, which package managers have in the address. */
const SNAPSHOT = /\/\d{4}-\d{2}-\d{2}(?:[/+"']|$)/

/** A text in quotes, which the end of the code ends as well, so that none is looked for twice. */
const QUOTED = `"(?:[^"\\\\]|\\\\.?)*(?:"|$)|'(?:[^'\\\\]|\\\\.?)*(?:'|$)`
const QUOTED_OR_COMMENT = new RegExp(`${QUOTED}|#[^\\n]*`, 'gs')
const TOKEN = new RegExp(`${QUOTED}|[()[\\]{},]`, 'gs')

/** A call that installs packages without a word about their version. */
export interface UnpinnedInstall {
  readonly offset: number
  /** Names of the packages, without owner and version; empty where only R knows them. */
  readonly packages: readonly string[]
  /** It takes them from whatever repository the image sets. */
  readonly usesDefault: boolean
}

/** Such calls in a text of R; calls inside of such a call left out. */
export function findUnpinnedInstalls(text: string): UnpinnedInstall[] {
  const code = text.replace(QUOTED_OR_COMMENT, (found) => (found.startsWith('#') ? ' '.repeat(found.length) : found))
  const found: UnpinnedInstall[] = []
  let read = 0
  for (const { 0: head, index } of code.matchAll(INSTALL)) {
    if (index < read) continue
    const { args, end } = readArguments(code, index + head.length)
    read = end
    const call = head.replace(/\s*\($/, '')
    if (isPinned(args) && !(call.endsWith('biocLite') && args.length === 0)) continue
    found.push({
      offset: index,
      packages: namesIn(args),
      usesDefault: /^install\.packages$|install_cran$/.test(call) && !args.some(namesRepository),
    })
  }
  return found
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
  if (packagesArgument(args) === undefined) return true
  if (args.some((arg) => /^ref\s*=\s*["'][0-9a-f]{40}["']/.test(arg) || (namesRepository(arg) && isSnapshot(arg)))) return true
  const names = quotedIn(args)
  // Of a variable of R, or of the shell, nobody knows here whether it names a version.
  return isVariable(packagesArgument(args) ?? '') || (names.length > 0 && names.every(namesOneVersion))
}

function isVariable(argument: string): boolean {
  return /^(?:[\w.]+\s*=\s*)?(?:[a-zA-Z.][\w.]*|["']\$\{?\w+\}?["'])$/.test(argument)
}

function packagesArgument(args: readonly string[]): string | undefined {
  return args.find((arg) => !/^[\w.]+\s*=(?!=)/.test(arg)) ?? args.find((arg) => /^(?:pkgs?|packages|repo)\s*=(?!=)/.test(arg))
}

function quotedIn(args: readonly string[]): string[] {
  return [...(packagesArgument(args) ?? '').matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? '')
}

function namesIn(args: readonly string[]): string[] {
  return quotedIn(args).map(packageName)
}

/** `owner/name@version` without owner and version. */
export function packageName(written: string): string {
  return written.replace(/^.*\//, '').replace(/@.*$/, '')
}

function namesRepository(arg: string): boolean {
  return /^repos\s*=(?!=)/.test(arg)
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
