// @ts-check

/** @typedef {import('./built-case.mjs').BuiltCase} BuiltCase */

/** @type {readonly import('../case.mjs').Entry[]} */
const ENTRIES = [
  { path: 'a', kind: 'file', executable: false, mode: 0o600 },
  { path: 'b', kind: 'file', executable: true, mode: 0o4755 },
  { path: 'd', kind: 'folder', mode: 0o700 },
  { path: 'd/x.R', kind: 'file', executable: false },
  { path: 'd/y.py', kind: 'file', executable: false, mode: 0o444 },
  { path: 'link', kind: 'symlink', target: 'd/x.R' },
  { path: 'empty', kind: 'folder' },
]

/** @param {readonly string[]} lines @param {Partial<BuiltCase>} [more] @returns {BuiltCase} */
function dockerfile(lines, more = {}) {
  const text = `${lines.join('\n')}\n`
  return { entries: ENTRIES, ignore: undefined, ignoreFile: '.dockerignore', dockerfile: text, locked: true, options: {}, ...more }
}

/** What once made a wrong image, or none. @type {Readonly<Record<string, BuiltCase>>} */
export const NAMED_CASES = {
  'a stage named like its base': dockerfile(['FROM docker.io/library/diffbase AS diffbase', 'RUN echo built > /out/built']),
  'a builder named like its base': dockerfile([
    'FROM diffbase:1 AS diffbase',
    'RUN echo built > /out/built',
    'FROM diffbase:1',
    'COPY --from=diffbase /out /copied/',
  ]),
  'a stage named like the module it starts from': dockerfile([
    'FROM modules.invalid/diff/par:latest AS par',
    'RUN echo built > /out/built',
    'FROM scratch',
    'COPY --from=PAR /out /out/',
  ]),
  'a stage named like an alias': dockerfile([
    'FROM diffbase:1 AS sealed-base-1',
    'RUN echo built > /out/built',
    'FROM sealed-base-1',
    'COPY --from=diffbase /out /latest/',
  ]),
  'modes that git does not keep': dockerfile(['FROM diffbase:1', 'COPY . /app/']),
  'modes that the Dockerfile sets': dockerfile(['FROM diffbase:1', 'COPY --chmod=4711 --chown=app a d /app/', 'COPY --link b /b']),
  'an ignore file with alternation': dockerfile(['FROM diffbase:1', 'COPY . /app/'], { ignore: '*\n!d/*.R|*.py\n!{a,b}\n' }),
  'an ignore file of the Dockerfile alone': dockerfile(['FROM diffbase:1', 'COPY . /app/'], {
    ignore: 'd\n',
    ignoreFile: 'Dockerfile.dockerignore',
  }),
  'triggers of an image': dockerfile(['FROM diffonbuild:1 AS base', 'FROM base', 'RUN ls /onbuild > /out/list']),
  'triggers of a module': dockerfile(['FROM modules.invalid/diff/triggers', 'RUN ls /onbuild > /out/list']),
  'triggers of a stage that a variable names': dockerfile(
    ['ARG BASE=own', 'FROM scratch AS own', 'ONBUILD COPY a /a', 'FROM $BASE', 'COPY --from=difftools:1 /out/tool /tool'],
    { locked: false },
  ),
  'labels of a stage that a variable names': dockerfile([
    'ARG BASE=own',
    'FROM diffbase:1 AS own',
    'LABEL org.opencontainers.image.title=own',
    'ONBUILD LABEL org.opencontainers.image.version=own',
    'FROM $BASE',
    'ARG NAME=source',
    'LABEL org.opencontainers.image.$NAME=own',
  ]),
  'a link in a folder that is named like a pattern': dockerfile(['FROM diffbase:1', 'COPY d/[x]/all /out/'], {
    entries: [
      { path: 'd', kind: 'folder' },
      { path: 'd/[x]', kind: 'folder' },
      { path: 'd/[x]/all', kind: 'symlink', target: '/' },
    ],
  }),
  'no lock': dockerfile(['FROM diffbase', 'COPY --from=difftools:1 /out/tool /tool'], { locked: false }),
}
