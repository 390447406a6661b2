// @ts-check
import fc from 'fast-check'
import { sourceReference } from './arbitrary-references.mjs'

/**
 * Steps as wishes: which files, stages and numbers they are about is known only when the Dockerfile is written.
 *
 * @typedef {typeof anyStep extends fc.Arbitrary<infer T> ? T : never} StepWish
 * @typedef {typeof from extends fc.Arbitrary<infer T> ? T : never} FromWish
 */

const contextSource = fc.record({
  entry: fc.nat(30),
  how: fc.constantFrom(.../** @type {const} */ (['itself', 'itself', 'itself', 'its folder', 'all', 'a star for its name'])),
})

/** What files are taken from: an earlier stage by its name or number, an image, a module. */
const from = fc.record({
  kind: fc.constantFrom(.../** @type {const} */ (['stage', 'stage', 'number', 'image', 'image'])),
  stage: fc.nat(5),
  spelling: fc.constantFrom(.../** @type {const} */ (['same', 'same', 'lower', 'upper'])),
  image: sourceReference,
})

const flags = fc.constantFrom('', '', '', '', '--link', '--chmod=700', '--chmod=4711', '--chown=1000:1000', '--chown=app --chmod=640')

const copy = fc.record({
  kind: fc.constant(/** @type {const} */ ('copy')),
  keyword: fc.constantFrom('COPY', 'COPY', 'COPY', 'ADD', 'copy'),
  sources: fc.array(contextSource, { minLength: 1, maxLength: 2 }),
  flags,
  json: fc.boolean(),
})

const copyFrom = fc.record({ kind: fc.constant(/** @type {const} */ ('copy from')), from, flags, fromFirst: fc.boolean() })

const mount = fc.record({
  kind: fc.constantFrom(.../** @type {const} */ (['from', 'from', 'context', 'tmpfs', 'cache'])),
  from,
  source: contextSource,
  writable: fc.boolean(),
})

/** `OUT` is where it leaves what it made. */
const COMMANDS = [
  'echo made > OUT',
  'echo "$BASE-${X:-none}-$Y" > OUT',
  'env > OUT',
  'id > OUT',
  'ls -A / /out > OUT',
  'mkdir OUT && echo deep > OUT/deep && chmod 2750 OUT',
  'ln -s ../nowhere OUT',
  'echo "back\\\\slash" \'quo"te\' > OUT',
  'rm -rf /out/base && echo removed > OUT',
  'echo "#not a comment" > OUT # a comment',
  'touch OUT && chmod 4755 OUT',
]

const run = fc.record({
  kind: fc.constant(/** @type {const} */ ('run')),
  command: fc.constantFrom(...COMMANDS),
  form: fc.constantFrom(.../** @type {const} */ (['shell', 'shell', 'exec', 'heredoc', 'quoted heredoc', 'tabbed heredoc', 'script'])),
  network: fc.constantFrom('', '', '', '', '', '--network=none'),
  mounts: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(mount, { minLength: 1, maxLength: 2 }) }),
})

const heredoc = fc.record({
  kind: fc.constant(/** @type {const} */ ('heredoc')),
  keyword: fc.constantFrom('COPY', 'COPY', 'ADD'),
  delimiter: fc.constantFrom('<<EOF', '<<"EOF"', "<<'EOF'", '<<-EOF'),
  files: fc.integer({ min: 1, max: 2 }),
  text: fc.constantFrom(
    'plain',
    'FROM diffbase AS no stage',
    '# a comment\n\nafter an empty line',
    '$X and ${BASE:-none}',
    'COPY a b \\\nc',
    '\ttab',
  ),
  flags,
})

/** Instructions that only say something of the image. */
const SAYINGS = [
  ...['ENV X=1', 'ENV X=one Y="two words"', 'ENV Y old form', 'ENV PATH=/extra:$PATH', 'ENV X="${X}${BASE:+set}" Z=\\$X', "ENV Q='$X'"],
  ...['ARG X', 'ARG X=default', 'ARG X="quoted default" Y=${X}', 'ARG TARGETARCH', 'ARG TARGETPLATFORM=mine'],
  ...[
    'LABEL a=b',
    'LABEL "a.b"="c d" e=f\\ g',
    'LABEL org.opencontainers.image.title=own',
    'LABEL base= x="$X"',
    'LABEL multi="one\\\n  two"',
  ],
  ...['WORKDIR /out/deeper', 'WORKDIR relative', 'WORKDIR ${X:-/tmp}', 'WORKDIR /', 'MAINTAINER somebody <a@example.org>'],
  ...['ENTRYPOINT ["/bin/sh", "-c"]', 'ENTRYPOINT exec echo hello', 'ENTRYPOINT []', 'CMD ["a", "b"]', 'CMD echo "$X"', 'cmd []'],
  ...[
    'EXPOSE 80',
    'EXPOSE 443/tcp 53/udp',
    'EXPOSE 8000-8002',
    'EXPOSE ${PORT:-9}',
    'VOLUME /data',
    'VOLUME ["/a b", "/c"]',
    'VOLUME /x /y',
  ],
  ...['STOPSIGNAL SIGTERM', 'STOPSIGNAL 9', 'HEALTHCHECK NONE', 'HEALTHCHECK --interval=5m --retries=2 CMD test -f /out/base'],
  ...['HEALTHCHECK --timeout=3s CMD ["true"]', 'SHELL ["/bin/sh", "-ec"]', 'USER 1000', 'USER app:root', 'USER 0', 'USER ${X:-root}'],
]

const saying = fc.record({ kind: fc.constant(/** @type {const} */ ('saying')), text: fc.constantFrom(...SAYINGS) })

/** Triggers for stages that start from this one. */
const trigger = fc.record({
  kind: fc.constant(/** @type {const} */ ('trigger')),
  step: fc.oneof(copy, run, saying, copyFrom),
})

export const anyStep = fc.oneof(
  { weight: 4, arbitrary: copy },
  { weight: 5, arbitrary: copyFrom },
  { weight: 5, arbitrary: run },
  { weight: 2, arbitrary: heredoc },
  { weight: 4, arbitrary: saying },
  { weight: 1, arbitrary: trigger },
)

/** What BuildKit refuses, in one way or another. */
export const FAULTS = [
  ...['COPY nowhere-at-all /x', 'COPY --from=99 /out /x', 'COPY --from=${BASE} /out /x', 'COPY --bogus a /x', 'COPY alone', 'ADD'],
  ...['RUN exit 3', 'RUN --mount=from=${BASE},target=/m true', 'RUN --mount=type=nosuch true', 'RUN --mount=type=bind true'],
  ...['NOSUCH instruction', 'ENV', 'ENV =x', 'EXPOSE nonsense', 'HEALTHCHECK sometimes', 'USER', 'WORKDIR', 'LABEL', 'ARG'],
  ...[
    'ONBUILD ONBUILD RUN true',
    'ONBUILD FROM diffbase',
    'FROM ${NOWHERE}',
    'FROM',
    'FROM diffbase:1 AS 1x',
    'FROM diffbase:1 AS',
    'FROM a b c',
  ],
  ...['COPY <<EOF /x\nnever ended', 'SHELL /bin/sh', 'STOPSIGNAL ${NOWHERE:?unset}'],
  ...['COPY --from=diffbase:1 /nowhere /x', 'FROM --bogus=1 diffbase', 'VOLUME', 'CMD --flag x'],
]
