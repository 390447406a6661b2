import { PULL_LINE } from './apptainer-format.js'
import { type DigestFormat, pinnedReference, shownTag } from './digest-format.js'
import { parsePin, splitLines } from './pin.js'

const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_]\w*=["']?([^\s"'#]*)/

/** Variables for shells and for `docker run --env-file`. References hold no character that either takes for something else. */
export const envFormat: DigestFormat = {
  name: 'env',
  // A script for Apptainer is another format; where it is called otherwise, its name does not tell, and it is read as one of these.
  fileNames: /(?:^|[./\\])env$|^(?!(?:.*[/\\])?pull-images\.sh$).*\.sh$/i,
  namePattern: '{MODULE}_CONTAINER',
  reservedWords: new Set(),
  render({ registry, images }, nameOf) {
    const lines = images.flatMap((image) => [`# ${shownTag(image)}`, `${nameOf(image.module)}=${pinnedReference(image)}`])
    return ['# Made by module-images digests.', `# Images of ${registry}`, ...lines, ''].join('\n')
  },
  readPins: (text) =>
    splitLines(text).flatMap(({ line, number, from }) => {
      const [, value = ''] = ASSIGNMENT.exec(line) ?? PULL_LINE.exec(line) ?? []
      return parsePin(value, { line: number, from })
    }),
}
