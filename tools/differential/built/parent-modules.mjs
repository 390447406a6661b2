// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the workspace says that its images are; nobody is ever asked there. */
export const REGISTRY = 'modules.invalid/diff'

/**
 * The modules that cases stand on, parents first.
 *
 * @typedef {{ name: string, files: Readonly<Record<string, string>> }} ParentModule
 * @type {readonly ParentModule[]}
 */
export const PARENTS = [
  {
    name: 'par',
    files: {
      Dockerfile: lines('FROM diffbase:1', 'ENV PAR=1', 'COPY par.txt /out/par', 'RUN echo par > /out/par-run'),
      'par.txt': 'par\n',
    },
  },
  {
    name: 'kid',
    files: { Dockerfile: lines(`FROM ${REGISTRY}/par AS par`, 'LABEL kid=yes', 'RUN echo kid > /out/kid', 'WORKDIR /work', 'CMD ["kid"]') },
  },
  {
    name: 'plain',
    files: {
      Dockerfile: lines('FROM scratch', 'ENV PLAIN=1', 'COPY --chmod=777 out /out'),
      'out/plain': 'plain\n',
    },
  },
  {
    name: 'triggers',
    files: {
      Dockerfile: lines(
        'FROM diffbase:1',
        'ONBUILD COPY . /onbuild/',
        'ONBUILD RUN echo triggered > /out/triggered',
        'ONBUILD ENV TRIGGERED=1',
      ),
    },
  },
]

/** How a Dockerfile names a module. @param {string} name */
export function moduleReference(name) {
  return `${REGISTRY}/${name}:latest`
}

/** @param {string} folder @param {ParentModule} parent */
export function writeParent(folder, { files }) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), content, { mode: 0o644 })
  }
}

/** @param {readonly string[]} all */
function lines(...all) {
  return `${all.join('\n')}\n`
}
