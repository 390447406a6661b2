// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECK_RULES } from '@module-images/check'
import { readGolden } from '../differential/golden.mjs'

const MODULES = join(import.meta.dirname, '../../modules')

/** Files with a meaning, and of them those to change most often. */
export const NAMES = /** @type {const} */ ([
  'Dockerfile',
  'Dockerfile',
  'Dockerfile',
  '.dockerignore',
  'renv.lock',
  'conda-lock.yml',
  'environment.yml',
  'requirements.txt',
  'apt.txt',
  'image-lock.json',
])

/** Beside the files with a meaning, so that there is something to copy. */
const CONTEXT = { a: 'a', 'data/x.txt': 'x', 'scripts/run.R': 'run', 'a b': 'c', 'ü/日本': 'd' }

/** Files to begin from: the modules of this repository, what rules are shown by, and what once went wrong. @returns {import('./read-module.mjs').Files[]} */
export function readSamples() {
  const examples = CHECK_RULES.filter(({ scope }) => scope === 'module').flatMap(({ examples }) => [
    ...examples.passing,
    ...examples.failing,
  ])
  const golden = readGolden().map(({ given }) => ({
    Dockerfile: given.dockerfile,
    ...(given.ignore === undefined ? {} : { '.dockerignore': given.ignore }),
  }))
  const modules = readdirSync(MODULES).map((name) => readMeaningful(join(MODULES, name)))
  return [...modules, ...examples.map(({ files }) => files), ...golden, EVERYTHING].map((files) => ({ ...CONTEXT, ...files }))
}

/** @param {string} folder */
function readMeaningful(folder) {
  const names = [...new Set(NAMES)].filter((name) => existsSync(join(folder, name)))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** A Dockerfile with something of everything, and the lockfiles the modules lack. */
const EVERYTHING = {
  Dockerfile: `# syntax=docker/dockerfile:1
# escape=\\
ARG TAG=trixie-slim KIND=\${TAG%%-*}
FROM --platform=$BUILDPLATFORM debian:\${TAG:-trixie} AS build
ARG TARGETARCH SOURCE="data" OTHER='x y'
ENV A=\${SOURCE:+a} B="\${SOURCE#d}" C=\${NONE:-\${A:-b}} D=$A\\ b
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# module-images: ignore apt-lists, pipe-to-shell — shown elsewhere
RUN --mount=type=bind,source=\${SOURCE},target=/in --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    apt-get update && apt-get install --yes --no-install-recommends \\
    # a comment inside
    curl="8.*" \\
    && curl -fsSL https://example.org/install.sh | bash
RUN <<'ONE' 3<<-"TWO"
set -e
pip install numpy==2.0 pandas
ONE
	Rscript -e 'install.packages("renv")'
	TWO
COPY --link --chown=1:1 --chmod=0755 --exclude=*.md ["a b", "data/", "/in/"]
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/x.tar.gz /opt/
COPY <<EOF /etc/hello
Hello $A
EOF
ONBUILD COPY --from=0 \${SOURCE:?} ./
FROM build AS Final
COPY --from=BUILD --parents ./data/./x.txt link [a-b]* /out/
WORKDIR /work
VOLUME ["/data"]
EXPOSE 80/tcp
STOPSIGNAL SIGTERM
LABEL org.opencontainers.image.title="x" a=b
HEALTHCHECK --interval=5m CMD curl -f http://localhost/ || exit 1
USER 1000:1000
ENTRYPOINT ["Rscript"]
CMD ["scripts/run.R"]
`,
  '.dockerignore': '# a comment\n*\n!data\ndata/**/*.csv\n!scripts/*.R\n**/.git\n[a-c]?\n!/a b\n\\#x\n',
  'apt.txt': 'curl=8.5\nlibxml2\n# a comment\n',
  'image-lock.json':
    '{"epoch": 3, "bases": {"debian:trixie-slim": {"digest": "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d", "platforms": ["linux/amd64"], "lockedAt": "2026-01-01T00:00:00Z"}}}',
}
