import type { BuildCheckFacts } from '../check-facts.js'
import type { FindingPlace } from '../check-rule.js'
import { type ProgramCall, splitArguments } from '../shell/program.js'
import type { RunStep } from '../shell/run-step.js'
import { placeOfWord } from '../word-place.js'
import { findUnpinnedInstalls, isSnapshot, namesOneVersion, packageName, type UnpinnedInstall } from './r-installs.js'

/** Scripts of https://github.com/eddelbuettel/littler that rocker's images have on the path. */
const LITTLER = /^(?:install2?|installBioc|installGithub)\.r$/
const LITTLER_VALUED = new Set(['-n', '--ncpus', '-r', '--repos', '-l', '--libloc', '-d', '--deps', '-m', '--method', '-t', '--type'])

/** Such a call where it stands in a Dockerfile. */
export interface PlacedInstall extends UnpinnedInstall {
  readonly step: RunStep
  readonly place: FindingPlace
}

/** The calls of R and of littler's scripts in a build that install packages without a word about their version. */
export function findInstalls(build: BuildCheckFacts): PlacedInstall[] {
  const { file, calls, runs } = build
  return [
    ...calls.flatMap((call) =>
      findInWords(call).map(({ word, ...install }) => ({ ...install, step: call.step, place: placeOfWord(build, call.step, word) })),
    ),
    ...runs.flatMap((step) => findInBodies(step).map(({ at, ...install }) => ({ ...install, step, place: { file, ...at } }))),
  ]
}

function findInWords({ program, args }: ProgramCall) {
  if (program === 'R' || program === 'Rscript') {
    // The word's own offset: where a call stands in it, quotes and backslashes hide.
    const known = args.filter(({ dynamic }) => !dynamic)
    return known.flatMap((word) =>
      findUnpinnedInstalls(word.text)
        .slice(0, 1)
        .map((install) => ({ ...install, ...packagesIn(word.text), offset: word.start, word })),
    )
  }
  if (!LITTLER.test(program)) return []
  const { plain, options } = splitArguments(args, LITTLER_VALUED)
  const names = plain.flatMap(({ text }) => (namesOneVersion(text) ? [] : [packageName(text)]))
  const usesDefault = /^install2?\.r$/.test(program) && !options.some((option) => option === '-r' || option === '--repos')
  const first = options.some(isSnapshot) ? undefined : plain.find(({ text, dynamic }) => !dynamic && !namesOneVersion(text))
  return first === undefined ? [] : [{ offset: first.start, packages: names, usesDefault, word: first }]
}

/** One finding stands for all calls of a word. */
function packagesIn(code: string): Pick<UnpinnedInstall, 'packages' | 'usesDefault'> {
  const installs = findUnpinnedInstalls(code)
  return {
    packages: installs.every(({ packages }) => packages.length > 0) ? installs.flatMap(({ packages }) => packages) : [],
    usesDefault: installs.every(({ usesDefault }) => usesDefault),
  }
}

/** Here-documents that R reads as its script: `RUN R <<EOF`, or one that begins by `#!/usr/bin/env Rscript`. */
function findInBodies({ instruction, commands, script }: RunStep) {
  const [command, ...others] = commands
  // The step of a body itself, which is a shell's.
  if (script !== instruction.rest || others.length > 0) return []
  const byR = /(?:^|\/)R(?:script)?$/.test(command?.words[0]?.text ?? '')
  const bodies = instruction.heredocs.filter(({ text }) => (command ? byR : /^#!.*\bRscript\b/.test(text)))
  return bodies.flatMap((body) => findUnpinnedInstalls(body.text).map((install) => ({ ...install, at: body.placeOf(install.offset) })))
}
