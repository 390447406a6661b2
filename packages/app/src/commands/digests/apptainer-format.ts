import { ModuleImagesError } from '@module-images/core'
import { type DigestFormat, pinnedReference, shownTag } from './digest-format.js'
import { parsePin, splitLines } from './pin.js'

/** What reaches the script: registries' own alphabets, in which no shell sees anything but letters. Anything else is refused. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/

/** A line of the script that pulls an image, which is its second word. */
export const PULL_LINE = /^pull \S+ (\S+)/

/**
 * A script that pulls each image by its digest as a SIF file, for clusters: it takes a POSIX shell and Apptainer, and neither Node nor the
 * repository. A file that is there is kept, since its name has the digest; one that was not finished is not there.
 * https://apptainer.org/docs/user/latest/cli/apptainer_pull.html
 */
export const apptainerFormat: DigestFormat = {
  name: 'apptainer',
  fileNames: /(?:^|[/\\])pull-images\.sh$/i,
  namePattern: undefined,
  reservedWords: new Set(),
  render({ registry, images }) {
    const lines = images.map((image) => {
      const name = image.image.slice(image.image.lastIndexOf('/') + 1)
      return `pull ${plain(name)} ${plain(pinnedReference(image))} # ${plain(shownTag(image))}`
    })
    return `${[...HEAD(plain(registry)), ...lines, ...TAIL].join('\n')}\n`
  },
  readPins: (text) =>
    splitLines(text).flatMap(({ line, number, from }) => {
      const [, reference = ''] = PULL_LINE.exec(line) ?? []
      return parsePin(reference, { line: number, from })
    }),
}

/** @throws ModuleImagesError `not-for-a-script` */
function plain(text: string): string {
  if (PLAIN.test(text)) return text
  throw new ModuleImagesError({
    code: 'not-for-a-script',
    kind: 'input',
    message: `'${text}' cannot stand in a shell script as it is.`,
    fix: 'Give modules and tags names of letters, digits, dots and dashes, or choose another --format.',
  })
}

const HEAD = (registry: string) => [
  '#!/bin/sh',
  '# Made by module-images digests.',
  `# Images of ${registry}`,
  '#',
  '# Pulls each image by its digest as MODULE-DIGEST.sif, and links MODULE.sif to it. It takes Apptainer, or Singularity, and nothing else.',
  '#   sh pull-images.sh [FOLDER] [MODULE...]     FOLDER: where the files go, the current one if left out',
  '# APPTAINER_PULL_FLAGS: options of apptainer pull, such as --no-https for a registry on this machine.',
  'set -eu',
  'folder=${1:-.}',
  '[ "$#" -eq 0 ] || shift',
  'wanted=" $* "',
  'known=" "',
  'tool=$(command -v apptainer || command -v singularity) || { echo "Neither apptainer nor singularity is here: module load apptainer?" >&2; exit 127; }',
  'mkdir -p "$folder"',
  '',
  'pull() {',
  '  known="$known$1 "',
  '  case $wanted in "  " | *" $1 "*) ;; *) return 0 ;; esac',
  '  hex=${2##*@sha256:}',
  '  file=$1-$(printf %.12s "$hex").sif',
  '  if [ ! -e "$folder/$file" ]; then',
  '    # shellcheck disable=SC2086 # several options are several words',
  '    "$tool" pull ${APPTAINER_PULL_FLAGS-} --force "$folder/$file.part" "docker://$2"',
  '    mv "$folder/$file.part" "$folder/$file"',
  '  fi',
  '  ln -sfn "$file" "$folder/$1.sif"',
  '  echo "$folder/$1.sif  $2"',
  '}',
  '',
]

const TAIL = [
  '',
  'for name in $wanted; do',
  '  case $known in *" $name "*) ;; *) echo "There is no image of $name in this script:$known" >&2; exit 1 ;; esac',
  'done',
]
