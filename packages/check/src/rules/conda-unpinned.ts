import { readMatchSpec } from '@module-images/lockfiles'
import type { ModuleRule } from '../check-rule.js'
import { type ProgramCall, splitArguments } from '../shell/program.js'
import { placeOfWord } from '../word-place.js'

const PROGRAMS = new Set(['conda', 'mamba', 'micromamba'])
const VALUED = new Set([
  '-n',
  '--name',
  '-p',
  '--prefix',
  '-c',
  '--channel',
  '-f',
  '--file',
  '-r',
  '--root-prefix',
  '--platform',
  '--solver',
  '--clone',
  '--subdir',
  '--repodata-fn',
])

/** They only install others. */
const INSTALLERS = /^(?:[\w-]+::)?(?:conda(?:-lock|-pack|-build|-libmamba-solver)?|libmamba|mamba|micromamba)$/

export const condaUnpinned: ModuleRule = {
  id: 'conda-unpinned',
  scope: 'module',
  title: 'conda packages come from the lockfile, or name a version',
  severity: 'warning',
  why: 'conda takes the newest builds that fit on the day of the build, so that two builds give two images. It is a hint for conda-lock and its like, which install the others.',
  fix: 'Add the package to environment.yml and lock again, or name its version: conda install conda-lock=3.0.4',
  examples: {
    passing: [
      {
        files: {
          Dockerfile:
            'FROM condaforge/miniforge3:25.3.1-0\nRUN mamba create -y -p /opt/env --file conda-lock.yml && conda install -y -c conda-forge conda-lock=3.0.4 && conda create -y -n two --clone base\n',
        },
      },
    ],
    failing: [
      {
        files: { Dockerfile: 'FROM condaforge/miniforge3:25.3.1-0\nRUN conda install -y -c conda-forge \\\n      numpy=2.2.4 scipy\n' },
        lines: ['Dockerfile:3'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    return build.calls.flatMap((call) =>
      unpinnedSpecs(call).map((word) => ({
        message: `${word.text} is installed in whatever version is newest.`,
        place: placeOfWord(build, call.step, word),
        ...(INSTALLERS.test(word.text) ? { atMost: 'hint' as const } : {}),
      })),
    )
  },
}

function unpinnedSpecs({ program, args }: ProgramCall) {
  if (!PROGRAMS.has(program)) return []
  const { plain } = splitArguments(args, VALUED)
  const [subcommand, ...specs] = plain
  if (subcommand?.text !== 'install' && subcommand?.text !== 'create') return []
  return specs.filter(({ text, dynamic }) => {
    const spec = dynamic || /[/\\]/.test(text) ? undefined : readMatchSpec(text, 1)
    return spec !== undefined && spec.version === undefined && spec.constraint === undefined
  })
}
