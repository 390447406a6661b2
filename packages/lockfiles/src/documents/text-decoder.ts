import { BadLockfileError } from '../lockfile.js'

/** What pip knows files by. https://github.com/pypa/pip/blob/main/src/pip/_internal/utils/encoding.py */
const MARKS: readonly (readonly [readonly number[], string])[] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/**
 * The text of a file that must be UTF-8, without its byte order mark.
 *
 * @throws BadLockfileError with the place of the first bytes that are not
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decode(bytes, 'utf-8')
  } catch {
    throw findBadBytes(bytes)
  }
}

/**
 * The text of a file as pip decodes it: by its byte order mark, else by `# coding: NAME` in its first two lines, else as UTF-8.
 *
 * @throws BadLockfileError as `decodeUtf8`, and where the encoding is not known
 */
export function decodeAsPip(bytes: Uint8Array): string {
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1]
  const encoding = marked ?? readDeclaration(bytes)
  if (encoding === undefined) return decodeUtf8(bytes)
  try {
    return decode(bytes, encoding)
  } catch {
    throw new BadLockfileError(`It is not ${encoding}, which it says it is, or that cannot be read.`, 1)
  }
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes)
}

function readDeclaration(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1000)).split('\n', 2)
  // Python writes a hyphen where the web's names have none.
  return start.flatMap((line) => /^#.*coding[:=]\s*([-\w.]+)/.exec(line)?.[1] ?? [])[0]?.replace(/^latin-(?=\d)/, 'latin')
}

/** A line is decoded at a time, so that the place is known. */
function findBadBytes(bytes: Uint8Array): BadLockfileError {
  for (let [line, start] = [1, 0]; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start)
    const part = bytes.subarray(start, end < 0 ? undefined : end)
    const at = new TextDecoder('utf-8').decode(part).indexOf('\ufffd')
    if (at >= 0 && !isValid(part)) return new BadLockfileError('These bytes are not UTF-8.', line, at + 1)
    start = end < 0 ? bytes.length : end + 1
  }
  return new BadLockfileError('It is not UTF-8.', 1)
}

function isValid(bytes: Uint8Array): boolean {
  try {
    decode(bytes, 'utf-8')
    return true
  } catch {
    return false
  }
}
