import type { ModuleRule } from '../check-rule.js'
import { type ProgramCall, splitArguments } from '../shell/program.js'
import type { RunStep } from '../shell/run-step.js'
import { placeOfWord } from '../word-place.js'
import { findUnpinnedInstalls, isSnapshot, namesOneVersion } from './r-installs.js'

/** Scripts of https://github.com/eddelbuettel/littler that rocker's images have on the path. */
const LITTLER = /^(?:install2?|installBioc|installGithub)\.r$/
const LITTLER_VALUED = new Set(['-n', '--ncpus', '-r', '--repos', '-l', '--libloc', '-d', '--deps', '-m', '--method', '-t', '--type'])

export const rUnpinned: ModuleRule = {
  id: 'r-unpinned',
  scope: 'module',
  title: 'R packages come from renv.lock',
  severity: 'warning',
  why: 'install.packages() and its like take the newest version there is on the day of the build, so that two builds give two images.',
  fix: 'Record the package in renv.lock and let renv::restore() install it. Only renv itself has to come first.',
  examples: {
    passing: [
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN Rscript -e "install.packages('renv')" && Rscript -e 'renv::restore()'\n` } },
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN Rscript -e "remotes::install_version('dplyr', version = '1.1.4')"\n` } },
      {
        files: {
          Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN Rscript -e "install.packages('dplyr', repos = 'https://packagemanager.posit.co/cran/2024-10-31')"\n`,
        },
        note: 'a repository as it was on one day',
      },
    ],
    failing: [
      {
        files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN make \\\n && Rscript -e "install.packages(c('dplyr', 'renv'))"\n` },
        lines: ['Dockerfile:3'],
      },
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN R -e 'BiocManager::install("scran")'\n` }, lines: ['Dockerfile:2'] },
      { files: { Dockerfile: 'FROM rocker/r-ver:4.4.1\nRUN install2.r --error --ncpus 4 dplyr tidyr\n' }, lines: ['Dockerfile:2'] },
      {
        files: { Dockerfile: 'FROM rocker/r-ver:4.4.1\nRUN R --no-save <<EOF\nlibrary(utils)\ninstall.packages("dplyr")\nEOF\n' },
        lines: ['Dockerfile:4'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    const calls = build.calls.flatMap((call) => findInWords(call).map((word) => placeOfWord(build, call.step, word)))
    const bodies = build.runs.flatMap((step) => findInBodies(step).map((place) => ({ file: build.file, ...place })))
    return [...calls, ...bodies].map((place) => ({ message: 'R packages are installed here in whatever version there is.', place }))
  },
}

function findInWords({ program, args }: ProgramCall) {
  if (program === 'R' || program === 'Rscript') return args.filter(({ text, dynamic }) => !dynamic && findUnpinnedInstalls(text).length > 0)
  if (!LITTLER.test(program)) return []
  const { plain, options } = splitArguments(args, LITTLER_VALUED)
  return options.some(isSnapshot) ? [] : plain.filter(({ text, dynamic }) => !dynamic && !namesOneVersion(text)).slice(0, 1)
}

/** Here-documents that R reads as its script: `RUN R <<EOF`, or one that begins by `#!/usr/bin/env Rscript`. */
function findInBodies({ instruction, commands, script }: RunStep): { line: number; column: number }[] {
  const [command, ...others] = commands
  // The step of a body itself, which is a shell's.
  if (script !== instruction.rest || others.length > 0) return []
  const byR = /(?:^|\/)R(?:script)?$/.test(command?.words[0]?.text ?? '')
  const bodies = instruction.heredocs.filter(({ text }) => (command ? byR : /^#!.*\bRscript\b/.test(text)))
  return bodies.flatMap((body) => findUnpinnedInstalls(body.text).map((offset) => body.placeOf(offset)))
}
