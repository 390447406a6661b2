// @ts-check

/**
 * Where apt takes packages from, read and written as sources.list(5) has it:
 * https://manpages.debian.org/trixie/apt/sources.list.5.en.html
 *
 * @typedef {object} AptSource
 * @property {readonly string[]} uris
 * @property {readonly string[]} suites
 * @property {readonly string[]} components
 * @property {Readonly<Record<string, string>>} fields the rest, by deb822 field name in lower case: `signed-by`, `architectures`, …
 *
 * @typedef {object} SourcesPlan
 * @property {readonly AptSource[]} sources the distribution's own, none of anybody else's
 * @property {string} mirror where the distribution itself is taken from
 * @property {string | undefined} newer a newer suite of the same mirror that has to give the container packages
 */

/** Releases whose docker.io has no buildx, or is too old to build with named contexts. */
const DEBIAN_BEFORE_TRIXIE = new Set(['bookworm', 'oldstable'])
const DEBIAN_ENOUGH = new Set(['trixie', 'stable', 'forky', 'duke', 'testing', 'sid', 'unstable'])
const KEYRING = /\/(?:debian|ubuntu)-archive-[^/]*$/
const OPTION_FIELDS = /** @type {Record<string, string>} */ ({ arch: 'architectures', lang: 'languages', target: 'targets' })

/**
 * One-line style: `deb [signed-by=/path arch=amd64,arm64] URI SUITE COMPONENT…`.
 *
 * @param {string} text
 * @returns {AptSource[]} `deb` lines only: sources of source packages are left out
 */
export function parseSourcesList(text) {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)([^#]*)/.exec(line)
    if (!match) return []
    const [, options = '', uri = '', suite = '', components = ''] = match
    return [{ uris: [uri], suites: [suite], components: words(components), fields: parseOptions(options) }]
  })
}

/**
 * deb822 style: stanzas of `Field: value`, continued on lines that start with a space.
 *
 * @param {string} text
 * @returns {AptSource[]} enabled stanzas of type `deb`
 */
export function parseDeb822Sources(text) {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
  return withoutComments.split(/\n[ \t]*\n/).flatMap((stanza) => {
    const { types = '', uris = '', suites = '', components = '', enabled = 'yes', ...fields } = parseStanza(stanza)
    if (!words(types).includes('deb') || /^(?:no|false|without|off|disable)$/i.test(enabled)) return []
    return [{ uris: words(uris), suites: words(suites), components: words(components), fields }]
  })
}

/**
 * The distribution's own sources among all of the machine's, and whether they are new enough.
 *
 * @param {readonly AptSource[]} all
 * @param {{ id: string, codename: string }} release from os-release. Its codename decides for Ubuntu only: Debian's `base-files` may have
 *   been taken from a newer suite than all the rest
 * @returns {SourcesPlan | undefined} undefined when no source looks like the distribution's
 */
export function planSources(all, { id, codename }) {
  const official = id === 'ubuntu' ? (/** @type {string} */ suite) => suite === codename : (/** @type {string} */ suite) => isDebian(suite)
  const candidates = all
    .map((source) => ({ ...source, suites: source.suites.filter((suite) => official(baseSuite(suite))) }))
    .filter((source) => source.suites.length > 0 && source.components.includes('main'))
  // Other publishers use Debian's suite and component names too; they sign with keys of their own.
  const trusted = candidates.filter(({ fields }) => fields['signed-by'] === undefined || KEYRING.test(fields['signed-by']))
  const sources = trusted.length > 0 ? trusted : candidates
  const older = sources.some(({ suites }) => suites.some((suite) => DEBIAN_BEFORE_TRIXIE.has(suite)))
  const own = older ? sources.filter(({ suites }) => suites.some((suite) => DEBIAN_BEFORE_TRIXIE.has(baseSuite(suite)))) : sources
  const main = own.find(({ suites }) => suites.some((suite) => suite === baseSuite(suite)))
  const mirror = main?.uris[0]
  if (!main || mirror === undefined) return undefined
  if (!older) return { sources: own, mirror, newer: undefined }
  return { sources: [...own, { ...main, suites: ['trixie'], components: ['main'] }], mirror, newer: 'trixie' }
}

/** @param {readonly AptSource[]} sources */
export function renderDeb822Sources(sources) {
  return sources
    .map(({ uris, suites, components, fields }) => {
      const rest = Object.entries(fields).map(([name, value]) => `${fieldName(name)}: ${value}`)
      return ['Types: deb', `URIs: ${uris.join(' ')}`, `Suites: ${suites.join(' ')}`, `Components: ${components.join(' ')}`, ...rest].join(
        '\n',
      )
    })
    .join('\n\n')
    .concat('\n')
}

/**
 * Only the packages named come from the newer suite; all else stays as the machine has it.
 *
 * @param {string | undefined} newer
 * @param {readonly string[]} packages
 */
export function renderPreferences(newer, packages) {
  if (newer === undefined) return ''
  /** @param {string} names @param {number} priority */
  const pin = (names, priority) => `Package: ${names}\nPin: release n=${newer}\nPin-Priority: ${priority}\n`
  return `${pin('*', 100)}\n${pin(packages.join(' '), 990)}`
}

/**
 * The mirror as an image may name it: a list of mirrors that is only on this machine becomes its first entry.
 *
 * @param {string} mirror
 * @param {(file: string) => string} read
 * @returns {string | undefined} undefined where an image could not use it, or would carry a password away
 */
export function plainMirror(mirror, read) {
  const list = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(mirror)?.[1]
  const uri = list === undefined ? mirror : words(read(list).replace(/^\s*#.*$/gm, ''))[0]
  if (uri === undefined || !URL.canParse(uri)) return undefined
  const { protocol, username, password } = new URL(uri)
  return /^https?:$/.test(protocol) && username === '' && password === '' ? uri : undefined
}

/** @param {string} suite */
function isDebian(suite) {
  return DEBIAN_BEFORE_TRIXIE.has(suite) || DEBIAN_ENOUGH.has(suite)
}

/** `bookworm` of `bookworm-updates`, `bookworm-security`, `bookworm/updates`. @param {string} suite */
function baseSuite(suite) {
  return suite.replace(/(?:-(?:updates|security|backports|backports-sloppy|proposed-updates|proposed)|\/updates)$/, '')
}

/** @param {string} options */
function parseOptions(options) {
  const pairs = [...options.matchAll(/([A-Za-z-]+)=(\S+)/g)].map(([, name = '', value = '']) => {
    const field = name.toLowerCase()
    return [OPTION_FIELDS[field] ?? field, value.replaceAll(',', ' ')]
  })
  return /** @type {Record<string, string>} */ (Object.fromEntries(pairs))
}

/** @param {string} stanza */
function parseStanza(stanza) {
  /** @type {Record<string, string>} */
  const fields = {}
  let current = ''
  for (const line of stanza.split('\n')) {
    const field = /^([A-Za-z-]+):\s*(.*)$/.exec(line)
    if (field) {
      current = (field[1] ?? '').toLowerCase()
      fields[current] = field[2] ?? ''
    } else if (/^[ \t]/.test(line) && current) {
      fields[current] += `\n${line}`
    }
  }
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.trimEnd()]))
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/).filter(Boolean)
}

/** @param {string} name */
function fieldName(name) {
  return name.replace(/(^|-)([a-z])/g, (_, dash, letter) => `${dash}${letter.toUpperCase()}`)
}
