/**
 * Writes docs/reference/lockfiles.md from the kinds of lockfile that there are.
 *
 *   node tools/docs/lockfiles-page.mjs [--check]     --check writes nothing, and exits 1 where the page is not what the kinds say
 *
 * The packages have to be compiled: `npm ci` does that, `npm run dev` keeps it so.
 */
import { join } from 'node:path'
import { exampleLockfileNames, UNREAD_LOCKFILE_NAMES } from '@module-images/core'
import { LOCKFILE_KINDS } from '@module-images/lockfiles'
import { writeOrCheck } from './write-or-check.mjs'

/** @type {(names: readonly string[]) => string} */
const list = (names) => names.map((name) => `\`${name}\``).join(', ')
const rows = LOCKFILE_KINDS.map(({ kind, reads }) => `| ${list(exampleLockfileNames(kind))} | ${reads} |`)

const PAGE = `# Package lockfiles

<!-- Written by tools/docs/lockfiles-page.mjs from packages/lockfiles/src: change the kinds, then run it. -->

\`docker-check\`, \`module-images diff\`, \`module-images sbom\` and the catalogue read the packages of a module from its lockfiles. A name alone says the kind of a file.

| file | what is read |
| --- | --- |
${rows.join('\n')}

- Read are the files in a module's folder, those in folders below it that its build reads, and what these include by \`-r\` and \`-c\`. \`diff\` and the
  catalogue follow no links, since a link may lead anywhere; an include must lie in the module's folder.
- A version that a constraints file (\`-c\`) pins counts for what other lists ask for without one. By itself a constraint installs nothing, and is not listed.
- Beside a lock of conda, \`environment.yml\` is not listed: the lock answers it. A lock of another platform than the image's is not listed either.
- Of addresses, no reader passes on a user name, a password, a query or the token of a conda channel: not to the catalogue, \`diff\`, JSON or messages.
- A file must be UTF-8; \`requirements.txt\` may be what pip decodes: UTF-16 with a byte order mark, or an encoding that \`# coding: …\` names.
- A file that is broken is an error of \`docker-check\` ([lockfile-valid](../rules.md#lockfile-valid)), with file, line and, where known, column: one that is
  cut off, has a key twice, a value of another type, bytes that are not UTF-8, or what a merge conflict left.
- What is not read is said: \`diff\` then says "not wholly read" and never that the packages are the same. That holds for a form newer than the table says, an
  include that is an address or is not there, and a file of a tool without a reader that the build reads: ${list(UNREAD_LOCKFILE_NAMES)}.

A lockfile in a module's folder selects the module when it changes, even where the Dockerfile does not copy it. Nx reads none of these files to infer targets:
their names are enough.
`

writeOrCheck(join(import.meta.dirname, '../../docs/reference/lockfiles.md'), PAGE, {
  fault: 'docs/reference/lockfiles.md:1: not what packages/lockfiles/src says',
  command: 'node tools/docs/lockfiles-page.mjs',
})
