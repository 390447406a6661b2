import { TEMPLATE_MARKER } from '@module-images/check'
import type { ModuleTraits } from './module-traits.js'
import { RENV_REPOSITORY, TEMPLATE_BASES } from './template-versions.js'

/** SPDX's word for that nobody says under which licence something is. https://spdx.github.io/spdx-spec/v2.3/package-information/ */
export const NO_LICENCE = 'NOASSERTION'

/** What a workspace says of the images of its modules. */
export interface ImageFacts {
  /** An SPDX expression; {@link NO_LICENCE} when left out. */
  readonly licence?: string | undefined
  /** Variables to set, `NAME=VALUE`. */
  readonly env?: readonly string[] | undefined
}

/**
 * The Dockerfile a new module starts with: pinned base, labels, caches cleaned in the layer that made them, and what changes most
 * often last. R and conda together take two stages, so that of conda only the environment reaches the image.
 */
export function renderDockerfileTemplate(name: string, traits: ModuleTraits, facts: ImageFacts): string {
  const { r, renv, conda } = traits
  const own = [...labels(name, facts), ...systemPackages(r)]
  const blocks = [
    [`# The image of the analysis module ${name}.`, TEMPLATE_MARKER],
    ...(r && conda
      ? [['# First the conda environment, in a stage of its own.', `FROM ${TEMPLATE_BASES.conda} AS conda`], condaStage(name)]
      : []),
    [`FROM ${baseOf(traits)}`],
    own,
    ...(renv ? renvBlocks() : []),
    ...(conda ? (r ? [copiedEnvironment(name)] : [condaPath(name), condaStage(name)]) : []),
    ['# Without a command, `docker run -it` opens a shell.', 'CMD ["bash"]'],
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** Files of the build context that the template copies, as `.dockerignore` has to let them in. */
export function copiedFiles({ renv, conda }: ModuleTraits): string[] {
  return [...(renv ? ['renv.lock'] : []), ...(conda ? ['environment.yml', 'conda-lock.yml'] : [])]
}

function baseOf({ r, conda }: ModuleTraits): string {
  if (r) return TEMPLATE_BASES.r
  return conda ? TEMPLATE_BASES.conda : TEMPLATE_BASES.plain
}

function labels(name: string, { licence = NO_LICENCE, env = [] }: ImageFacts): string[] {
  return [
    '# Source, revision and time are added by the build.',
    `LABEL org.opencontainers.image.title="${name}" \\`,
    `      org.opencontainers.image.description="The environment of the analysis module ${name}" \\`,
    `      org.opencontainers.image.licenses="${licence}"`,
    '',
    `ENV ${[...env, 'LANG=C.UTF-8'].join(' \\\n    ')}`,
    '',
  ]
}

function systemPackages(r: boolean): string[] {
  const packages = r ? 'pandoc' : 'ca-certificates'
  return [
    r ? '# Libraries of the system that R packages need, one a line; pandoc renders notebooks.' : '# Packages of the system, one a line.',
    'RUN apt-get update \\',
    ' && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\',
    `      ${packages} \\`,
    ' && apt-get clean \\',
    ' && rm -rf /var/lib/apt/lists/*',
  ]
}

function renvBlocks(): string[][] {
  return [
    [
      "# Packages go into R's own library, where each script finds them: without renv's cache of links, and without its loader, which",
      '# would look for a library in the repository that is mounted when the image runs.',
      'ENV RENV_CONFIG_CACHE_ENABLED=FALSE \\',
      '    RENV_CONFIG_AUTOLOADER_ENABLED=FALSE',
      `RUN Rscript -e 'install.packages("renv", repos = "${RENV_REPOSITORY}")' \\`,
      ' && rm -rf /tmp/Rtmp* /tmp/downloaded_packages',
    ],
    [
      '# Exactly the packages of renv.lock.',
      'WORKDIR /opt/module',
      'COPY renv.lock renv.lock',
      `RUN Rscript -e 'renv::restore(prompt = FALSE)' \\`,
      ' && rm -rf /root/.cache/R /tmp/Rtmp* /tmp/downloaded_packages',
    ],
  ]
}

function condaPath(name: string): string[] {
  return ["# The module's environment is first on the PATH, so that no script has to activate it.", `ENV PATH=${prefixOf(name)}/bin:$PATH`]
}

/** The lock is copied where it is there already: a first build, before any lock, solves environment.yml. */
function condaStage(name: string): string[] {
  return [
    '# mamba installs the very builds of conda-lock.yml and solves nothing. Only while there is no lock yet, which keeps a module',
    '# inactive, does it solve environment.yml.',
    'WORKDIR /opt/module',
    'COPY environment.yml conda-lock.ym[l] ./',
    'RUN if [ -e conda-lock.yml ]; then file=conda-lock.yml; else file=environment.yml; fi \\',
    ` && mamba create --yes --prefix ${prefixOf(name)} --file "$file" \\`,
    ' && mamba clean --all --yes',
  ]
}

/** After renv, so that compilers of R packages find the system's libraries and not conda's. */
function copiedEnvironment(name: string): string[] {
  return [
    "# Last, so that R packages are built with the system's libraries and not with conda's.",
    `COPY --from=conda ${prefixOf(name)} ${prefixOf(name)}`,
    `ENV PATH=${prefixOf(name)}/bin:$PATH`,
  ]
}

function prefixOf(name: string): string {
  return `/opt/conda/envs/${name}`
}
