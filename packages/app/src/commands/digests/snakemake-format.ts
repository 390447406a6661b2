import { LineCounter, parseAllDocuments, visit } from 'yaml'
import { ModuleImagesError } from '@module-images/core'
import { type DigestFormat, pinnedReference, shownTag } from './digest-format.js'
import { parsePin, type Pin } from './pin.js'
import { findPythonStrings } from './python-text.js'

const YAML_FILE = /\.ya?ml$/i
const RULES_FILE = /\.smk$|(?:^|[/\\])Snakefile$/i

/**
 * A configuration for Snakemake: `configfile: "containers.yml"` takes it in, and a rule says `container: config["containers"]["hello_r"]`.
 * Read back, files of rules will do too.
 * https://snakemake.readthedocs.io/en/stable/snakefiles/configuration.html
 */
export const snakemakeFormat: DigestFormat = {
  name: 'snakemake',
  fileNames: new RegExp(`${YAML_FILE.source}|${RULES_FILE.source}`, 'i'),
  namePattern: '{module}',
  reservedWords: new Set(),
  render({ registry, images }, nameOf) {
    const lines = images.map(
      (image) => `  ${JSON.stringify(nameOf(image.module))}: ${JSON.stringify(`docker://${pinnedReference(image)}`)} # ${shownTag(image)}`,
    )
    const block = lines.length === 0 ? ['containers: {}'] : ['containers:', ...lines]
    return ['# Made by module-images digests.', `# Images of ${registry}`, ...block, ''].join('\n')
  },
  readPins(text, file) {
    if (!YAML_FILE.test(file) && RULES_FILE.test(file))
      return findPythonStrings(text).flatMap(({ value, ...place }) => parsePin(value, place))
    return readYamlPins(text, file)
  },
}

function readYamlPins(text: string, file: string): Pin[] {
  const lineCounter = new LineCounter()
  const pins: Pin[] = []
  for (const document of parseAllDocuments(text, { lineCounter })) {
    const [error] = document.errors
    if (error) throw badFile(error.message, file, error.linePos?.[0].line)
    visit(document, {
      Scalar(_, { value, range }) {
        const from = range?.[0] ?? 0
        if (typeof value === 'string') pins.push(...parsePin(value, { line: lineCounter.linePos(from).line, from }))
      },
    })
  }
  return pins
}

function badFile(message: string, file: string, line: number | undefined): ModuleImagesError {
  const place = line === undefined ? { file } : { file, line }
  return new ModuleImagesError({
    code: 'bad-digests-file',
    kind: 'input',
    message: message.split('\n')[0] ?? '',
    place,
    fix: 'Restore it from git, or write it anew: npx --no module-images digests --output …',
  })
}
