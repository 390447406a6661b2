import type { RepositoryCatalogData, RepositoryCatalogDataInput } from '@aws-sdk/client-ecr-public'
import type { RepositoryPage } from '../kinds/registry-kind.js'

/** https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_RepositoryCatalogDataInput.html, counted in bytes to be safe. */
const MAX_DESCRIPTION_BYTES = 1024
const MAX_TEXT_BYTES = 25_600
export const MAX_LOGO_BYTES = 512_000

const ELLIPSIS = '…'
/** UTF-16 units. */
const WINDOW = 64

/** The names by which the gallery filters. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'x86-64', arm64: 'ARM 64', arm: 'ARM', '386': 'x86' }
const OPERATING_SYSTEMS: Readonly<Record<string, string>> = { linux: 'Linux', windows: 'Windows' }

/** A page in the service's terms, within its limits. */
export interface CatalogData extends RepositoryCatalogDataInput {
  readonly description: string
  readonly aboutText: string
  readonly usageText: string
  readonly architectures: string[]
  readonly operatingSystems: string[]
}

/** What the gallery does not know is left out: an architecture without a name there, a logo that is too large. */
export function planCatalogData({ description, about, usage, platforms, logo }: RepositoryPage): CatalogData {
  const parts = platforms.map((platform) => platform.split('/'))
  return {
    description: truncateText(tidy(description).replace(/\s+/g, ' '), MAX_DESCRIPTION_BYTES),
    aboutText: truncateText(tidy(about), MAX_TEXT_BYTES),
    usageText: truncateText(tidy(usage), MAX_TEXT_BYTES),
    architectures: namesOf(parts.map(([, architecture = '']) => ARCHITECTURES[architecture])),
    operatingSystems: namesOf(parts.map(([os = '']) => OPERATING_SYSTEMS[os])),
    ...(logo !== undefined && logo.byteLength > 0 && logo.byteLength <= MAX_LOGO_BYTES ? { logoImageBlob: logo } : {}),
  }
}

/** Of a logo the service tells only its address, so one that is there counts as the same; it is written anew with the next change. */
export function differsFrom(wanted: CatalogData, actual: RepositoryCatalogData | undefined): boolean {
  if (actual === undefined) return true
  const sameTexts =
    wanted.description === tidy(actual.description ?? '') &&
    wanted.aboutText === tidy(actual.aboutText ?? '') &&
    wanted.usageText === tidy(actual.usageText ?? '')
  const sameLists =
    sameNames(wanted.architectures, actual.architectures ?? []) && sameNames(wanted.operatingSystems, actual.operatingSystems ?? [])
  const lacksLogo = wanted.logoImageBlob !== undefined && !actual.logoUrl
  return !sameTexts || !sameLists || lacksLogo
}

/** At most so many bytes of UTF-8, cut between characters as a reader sees them, with an ellipsis where something was cut. */
export function truncateText(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  const room = maxBytes - Buffer.byteLength(ELLIPSIS)
  const { read: fits } = new TextEncoder().encodeInto(text, new Uint8Array(room))
  // A character may be many code points, but not more than this window holds: going through a long text from its start takes seconds.
  const from = Math.max(0, fits - WINDOW)
  const last = new Intl.Segmenter().segment(text.slice(from, fits + WINDOW)).containing(fits - from)
  return text.slice(0, from + (last?.index ?? fits - from)).trimEnd() + ELLIPSIS
}

/** Ends of lines and space around, which services and editors change, are no difference. A half of a surrogate pair is no character. */
function tidy(text: string): string {
  return Buffer.from(text).toString().replace(/\r\n?/g, '\n').trim()
}

function namesOf(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length
}
