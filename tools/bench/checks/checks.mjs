/**
 * How long it takes to parse many real-sized modules, find their build inputs and check them. No engine, no network.
 *
 *   node tools/bench/checks/checks.mjs [modules…]     default: 325 650 1300 2600
 *
 * Prints one line a size: the best of three runs, and the time of one module, which stays the same where the whole is linear.
 */
import { createInputSelector, parseDockerfile, parseIgnoreRules, planReads, NO_BASE_LOCK } from '@module-images/core'
import { checkModule, planBuildFacts } from '@module-images/check'
import { readLockfile } from '@module-images/lockfiles'

/** Sixty files, of which a build reads some. */
const CONTEXT = [
  ...['renv.lock', 'apt.txt', 'README.md', 'run.sh'].map((path) => ({ kind: /** @type {const} */ ('file'), path })),
  ...Array.from({ length: 56 }, (_, index) => ({
    kind: /** @type {const} */ ('file'),
    path: `scripts/step-${index}.${index % 5 === 0 ? 'tmp' : 'R'}`,
    executable: true,
  })),
]

const ROUNDS = 3
const PLATFORMS = ['linux/amd64']
const sizes = process.argv.slice(2).map(Number)

for (const count of sizes.length > 0 ? sizes : [325, 650, 1300, 2600]) {
  const texts = Array.from({ length: count }, (_, index) => renderDockerfile(index))
  const times = Array.from({ length: ROUNDS }, () => measure(() => texts.map(checkText)))
  const best = Math.min(...times)
  console.log(`${count} modules  ${best.toFixed(0)} ms  ${((best * 1000) / count).toFixed(0)} µs a module`)
}

/** @param {() => ReturnType<typeof checkModule>[]} run */
function measure(run) {
  const start = performance.now()
  const findings = run().flat()
  if (findings.length === 0) throw new Error('Nothing was found, so nothing was measured.')
  return performance.now() - start
}

/** @param {string} text @param {number} index */
function checkText(text, index) {
  const root = `modules/m${index}`
  const file = `${root}/Dockerfile`
  const dockerfile = parseDockerfile(text, file)
  const rules = parseIgnoreRules('*\n!renv.lock\n!apt.txt\n!scripts/**\nscripts/*.tmp\n', `${root}/.dockerignore`)
  const reads = planReads(dockerfile, { buildArgs: {}, platforms: PLATFORMS })
  const selector = createInputSelector(reads, rules)
  const listing = CONTEXT.filter(({ path, kind }) => selector.isInput(path, kind))
  const bases = reads.bases.map(({ reference, line }) => ({ kind: /** @type {const} */ ('external'), reference, line }))
  const build = planBuildFacts({
    text,
    file,
    reads,
    rules,
    listing,
    bases,
    ignoreFile: rules.file,
    exists: () => true,
    readText: () => undefined,
    sizes: new Map(listing.map(({ path }) => [path, 1000])),
    lock: NO_BASE_LOCK,
    basePlatforms: new Map(bases.map(({ reference }) => [reference, PLATFORMS])),
    options: { buildArgs: {}, platforms: PLATFORMS, labels: {} },
  })
  const module = { name: `m${index}`, root, image: `m${index}`, active: true }
  const lockfiles = [readLockfile('samtools=1.21-1\ncurl\n', `${root}/apt.txt`)].filter((lockfile) => lockfile !== undefined)
  const files = new Map([[file, text]])
  return checkModule({
    module,
    modules: [module],
    isBase: false,
    build,
    lockfiles,
    texts: files,
    limits: { lockAgeDays: 180 },
    now: '2026-06-01T00:00:00Z',
  })
}

/** Some 75 lines, as analysis modules have them: two stages, packages of the system, of R and of conda, a tool from source. @param {number} index */
function renderDockerfile(index) {
  const packages = Array.from({ length: 20 }, (_, number) => `      libpackage${number}-dev \\`).join('\n')
  return `# syntax=docker/dockerfile:1
# The environment of module ${index}.
ARG R_VERSION=4.4.1
FROM condaforge/miniforge3:25.3.1-0 AS tools
WORKDIR /opt/tools
COPY apt.txt ./
RUN conda install -y -c conda-forge conda-lock=3.0.4 \\
 && mamba create -y -p /opt/env -c bioconda -c conda-forge samtools=1.21 bedtools=2.31.1 \\
 && mamba clean -ay

FROM rocker/r-ver:\${R_VERSION}
LABEL org.opencontainers.image.title="m${index}" \\
      org.opencontainers.image.description="A module of a benchmark"
ENV OPENSCPCA_DOCKER=TRUE LANG=C.UTF-8
ENV RENV_CONFIG_CACHE_ENABLED FALSE
# What R packages are compiled with.
RUN apt-get update \\
 && apt-get install -y --no-install-recommends \\
${packages}
      cmake \\
 && apt-get clean \\
 && rm -rf /var/lib/apt/lists/*
RUN set -eux; \\
    url="https://example.org/tool/releases/download/v1.${index}.0/tool.tar.gz"; \\
    curl -fsSL "$url" -o /tmp/tool.tar.gz; \\
    echo "${'0'.repeat(64)}  /tmp/tool.tar.gz" | sha256sum -c -; \\
    if [ "$(uname -m)" = x86_64 ]; then tar -xzf /tmp/tool.tar.gz -C /usr/local; else make -C /tmp; fi; \\
    rm /tmp/tool.tar.gz
COPY --from=tools /opt/env /opt/env
COPY scripts /opt/scripts
WORKDIR /opt/module
COPY renv.lock renv.lock
RUN Rscript -e "install.packages('renv')" \\
 && Rscript -e 'renv::restore()' \\
 && rm -rf ~/.cache/R/renv /tmp/downloaded_packages /tmp/Rtmp*
RUN <<EOF
set -e
python3 -m pip install --no-cache-dir multiqc==1.25
ln -s /opt/env/bin/samtools /usr/local/bin/samtools
EOF
HEALTHCHECK CMD ["true"]
ENTRYPOINT ["/bin/bash"]
CMD ["bash"]
`
}
