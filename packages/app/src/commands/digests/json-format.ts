import {
  checkFormat,
  formatVersion,
  type ImageDigests,
  imageDigestsFormat,
  ModuleImagesError,
  parseImageReference,
  renderIssues,
  renderJson,
} from '@module-images/core'
import { parseJsonWithComments } from '@module-images/workspace'
import type { DigestFormat } from './digest-format.js'
import { createLineCounter, parsePin, type Pin } from './pin.js'

/**
 * The lock itself. Read back, any other JSON will do too, such as a file of parameters or a dev container, whose comments are left out: its texts are
 * looked through for images.
 */
export const jsonFormat: DigestFormat = {
  name: 'json',
  fileNames: /\.json$/i,
  namePattern: undefined,
  reservedWords: new Set(),
  render: (digests) => `${renderJson(digests, 2)}\n`,
  readPins(text, file) {
    const value = parseJsonWithComments(text, { code: 'bad-digests-file', file })
    const strings = findStrings(text)
    if (!isLock(value)) return strings.flatMap(({ value: word, ...place }) => parsePin(word, place))
    const digests = checkFormat(value, imageDigestsFormat, file)
    if (!digests.success) throw badFile(renderIssues(digests.issues), file)
    return readLock(digests.output, strings)
  },
}

function readLock({ images }: ImageDigests, strings: readonly JsonString[]): Pin[] {
  // Each image has one key of this name, and nothing else does.
  const lines = strings.filter(({ isKey, value }) => isKey && value === 'digest').map(({ line }) => line)
  return images.map(({ image, digest, tags }, i) => ({
    reference: parseImageReference(`${image}@${digest}`),
    tags,
    line: lines[i] ?? 1,
  }))
}

/** Of whatever version: another may have other fields. */
function isLock(value: unknown): boolean {
  if (formatVersion(value, imageDigestsFormat) !== undefined) return true
  return typeof value === 'object' && value !== null && 'digests' in value && 'images' in value
}

interface JsonString {
  readonly value: string
  readonly isKey: boolean
  readonly line: number
  /** Its offset. */
  readonly from: number
}

/** A string, and whether it is a key; or a comment, as `devcontainer.json` may have. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|\/\/[^\n]*|\/\*[^]*?\*\//g

/** Every string of a text that is JSON. */
function findStrings(text: string): JsonString[] {
  const lineOf = createLineCounter(text)
  return [...text.matchAll(TOKEN)].flatMap(({ 1: quoted, 2: colon, index }) =>
    quoted === undefined ? [] : [{ value: String(JSON.parse(quoted)), isKey: colon !== undefined, line: lineOf(index), from: index }],
  )
}

function badFile(why: string, file: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-digests-file',
    kind: 'input',
    message: `Not a lock of images: ${why}`,
    fix: 'Restore it from git, or write it anew: npx --no module-images digests --output …',
    place: { file },
  })
}
