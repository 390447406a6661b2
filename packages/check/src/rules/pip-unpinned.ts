import { readRequirementLines } from '@module-images/lockfiles'
import type { ModuleRule } from '../check-rule.js'
import { type ProgramCall, splitArguments } from '../shell/program.js'
import type { ShellWord } from '../shell/shell-commands.js'
import { placeOfWord } from '../word-place.js'
import { isGitBranch, renderGitBranch } from './git-branch.js'

const VALUED = new Set([
  '-r',
  '--requirement',
  '-c',
  '--constraint',
  '-e',
  '--editable',
  '-i',
  '--index-url',
  '--extra-index-url',
  '-f',
  '--find-links',
  '-t',
  '--target',
  '--prefix',
  '--root',
  '--no-binary',
  '--only-binary',
  '--python',
  '--trusted-host',
  '--proxy',
  '--timeout',
  '--retries',
  '--cert',
  '--cache-dir',
  '--src',
  '--log',
  '--platform',
  '--python-version',
  '--implementation',
  '--abi',
  '--upgrade-strategy',
  '--progress-bar',
])

/** They only install others. */
const INSTALLERS = /^(?:pip|setuptools|wheel|uv|pipenv|poetry|pipx|virtualenv|pip-tools)(?![\w-])/

export const pipUnpinned: ModuleRule = {
  id: 'pip-unpinned',
  scope: 'module',
  title: 'Python packages come from the lockfile, or name a version',
  severity: 'warning',
  why: 'pip takes the newest version there is on the day of the build, so that two builds give two images. It is a hint for pip, setuptools and their like, which install the others.',
  fix: 'Add the package to requirements.txt with ==, or name its version here.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile:
            'FROM debian:trixie-slim\nRUN pip install uv==0.9.2 && python3 -m pip install --trusted-host example.org -r requirements.txt .\n',
        },
      },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN pip install git+https://example.org/owner/tool@v1.2.0\n' }, note: 'a tag' },
    ],
    failing: [
      {
        files: { Dockerfile: "FROM debian:trixie-slim\nRUN python3 -m pip install --no-cache-dir 'numpy>=2' scanpy\n" },
        lines: ['Dockerfile:2', 'Dockerfile:2'],
      },
      {
        files: { Dockerfile: 'FROM condaforge/miniforge3:25.3.1-0\nRUN bash -lc "source activate env && pip install scanpy"\n' },
        lines: ['Dockerfile:2'],
      },
      { files: { Dockerfile: 'FROM condaforge/miniforge3:25.3.1-0\nRUN conda run -n env pip install scanpy\n' }, lines: ['Dockerfile:2'] },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nRUN pip install -e git+https://example.org/owner/tool.git@main#egg=tool\n' },
        lines: ['Dockerfile:2'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    return build.calls.flatMap((call) => {
      const args = pipArguments(call)
      return [
        ...unpinned(args).map((word) => ({
          message: `${word.text} is installed in ${/[<>=!~]/.test(word.text) ? 'the newest version that fits' : 'whatever version is newest'}.`,
          place: placeOfWord(build, call.step, word),
          ...(INSTALLERS.test(word.text) ? { atMost: 'hint' as const } : {}),
        })),
        ...branches(args).map((word) => ({
          message: renderGitBranch(word.text.replace(/\/\/[^/@]*@/, '//')),
          place: placeOfWord(build, call.step, word),
          fix: 'Put the commit, or a tag, behind an @ at the end of the address, before any #.',
        })),
      ]
    })
  },
}

/** Addresses of git that name neither a commit nor a tag. */
function branches(args: readonly ShellWord[]): ShellWord[] {
  if (!args.some(({ text }) => text === 'install')) return []
  return args.filter(({ text, dynamic }) => !dynamic && isGitBranch(text))
}

function pipArguments({ program, args }: ProgramCall): readonly ShellWord[] {
  if (/^pip3?(?:\.\d+)?$/.test(program)) return args
  if (program === 'uv' && args[0]?.text === 'pip') return args.slice(1)
  const module = /^python3?(?:\.\d+)?$/.test(program) ? args.findIndex(({ text }) => text === '-m') : -1
  return module >= 0 && args[module + 1]?.text === 'pip' ? args.slice(module + 2) : []
}

function unpinned(args: readonly ShellWord[]): ShellWord[] {
  const { plain } = splitArguments(args, VALUED)
  const [subcommand, ...wishes] = plain
  if (subcommand?.text !== 'install') return []
  return wishes.filter(({ text, dynamic }) => {
    if (dynamic || /[/\\]|^\.|\.whl$|\.tar\.gz$/.test(text)) return false
    const [required] = readRequirementLines(text, '').packages
    return required !== undefined && required.version === undefined && required.source === 'PyPI'
  })
}
