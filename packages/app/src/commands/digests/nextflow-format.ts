import { type DigestFormat, pinnedReference, shownTag } from './digest-format.js'
import { findGroovyStrings, GROOVY_KEYWORDS, renderGroovyString } from './groovy-text.js'
import { parsePin } from './pin.js'

/**
 * A Nextflow configuration with a parameter for each image, to be taken in with `includeConfig 'containers.config'`.
 * https://nextflow.io/docs/latest/config.html
 */
export const nextflowFormat: DigestFormat = {
  name: 'nextflow',
  fileNames: /\.(?:config|nf|groovy)$/i,
  namePattern: '{module}_container',
  reservedWords: GROOVY_KEYWORDS,
  render({ registry, images }, nameOf) {
    const lines = images.map((image) => `    ${nameOf(image.module)} = ${renderGroovyString(pinnedReference(image))} // ${shownTag(image)}`)
    return ['// Made by module-images digests.', `// Images of ${registry}`, 'params {', ...lines, '}', ''].join('\n')
  },
  readPins: (text) => findGroovyStrings(text).flatMap(({ value, ...place }) => parsePin(value, place)),
}
