import { basename, dirname, join } from 'node:path/posix'
import type { Lockfile } from '@module-images/lockfiles'
import type { BuildCheckFacts, ModuleCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'
import { isGitBranch, renderGitBranch } from './git-branch.js'

/** Of the module's own folder. */
const OWN = 'requirements.txt'

const DOCKERFILE = 'FROM debian:trixie-slim\nCOPY requirements.txt .\n'

export const requirementsPinned: ModuleRule = {
  id: 'requirements-pinned',
  scope: 'module',
  title: 'requirements.txt pins every package by ==, where the build installs from it',
  severity: 'warning',
  why: 'pip takes the newest version that a range allows on the day of the build, so that two builds give two images.',
  fix: 'Write name==version, or let pip-compile write the whole list.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: DOCKERFILE,
          'requirements.txt': `numpy==2.2.4\ntool @ git+https://example.org/tool@${'0'.repeat(40)}\ngit+https://example.org/other@v1.2\n`,
        },
        note: 'a tag is taken for a version',
      },
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\nCOPY . /opt\nRUN pip install -r /opt/requirements.txt\n',
          'requirements.txt': 'numpy==2.2.4\n',
          'docs/requirements.txt': 'sphinx\n',
        },
        note: 'nothing installs from docs/requirements.txt',
      },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY src /opt\n', 'requirements.txt': 'numpy\n' },
        note: 'the build does not read it',
      },
    ],
    failing: [
      {
        files: { Dockerfile: DOCKERFILE, 'requirements.txt': 'numpy==2.2.4\nscipy>=1.15\npandas\ngit+https://example.org/tool@main\n' },
        lines: ['requirements.txt:2', 'requirements.txt:3', 'requirements.txt:4'],
      },
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\nCOPY . /opt\nRUN pip install -r /opt/web/requirements.txt\n',
          'requirements.txt': 'numpy\n',
          'web/requirements.txt': 'flask\n',
        },
        lines: ['requirements.txt:1', 'web/requirements.txt:1'],
      },
    ],
  },
  check(facts) {
    return installedLists(facts).flatMap(({ file, packages }) =>
      packages.filter(isLoose).map(({ name, constraint, source, line }) => ({
        message: source?.startsWith('git+')
          ? renderGitBranch(name)
          : constraint === undefined
            ? `${name} has no version.`
            : `${name}${constraint} is no one version.`,
        place: { file, line },
      })),
    )
  },
}

function isLoose({ version, commit, source }: Lockfile['packages'][number]): boolean {
  return version === undefined && commit === undefined && (source === 'PyPI' || (source !== undefined && isGitBranch(source)))
}

/** The lists that the build installs from: requirements.txt itself, those that a RUN names, and what these include. */
function installedLists({ build, lockfiles, module }: ModuleCheckFacts): readonly Lockfile[] {
  const lists = lockfiles.filter(({ kind }) => kind === 'requirements')
  if (build === undefined) return lists.slice(0, 1)
  const paths = new Map(lists.map((list) => [list.file.slice(module.root.length + 1), list]))
  const read = new Set(build.inputs.entries.map(({ path }) => path))
  // A COPY that looks in the wrong place reads it once that is mended.
  if (build.reads.sources.some(({ pattern }) => basename(pattern) === OWN)) read.add(OWN)
  const named = pathsInRuns(build, [...paths.keys()])
  const installed = new Set([OWN, ...named].filter((path) => read.has(path)))
  for (const path of installed)
    for (const { file, constrains } of paths.get(path)?.facts.includes ?? []) if (!constrains) installed.add(join(dirname(path), file))
  return [...paths].flatMap(([path, list]) => (installed.has(path) ? [list] : []))
}

/** A RUN may be in another folder than the file was copied from: a last name alone stands for the uppermost file that has it. */
function pathsInRuns({ instructions }: BuildCheckFacts, paths: readonly string[]): string[] {
  const runs = instructions.flatMap(({ keyword, rest, heredocs }) => (keyword === 'RUN' ? [rest, ...heredocs] : []))
  const words = [...new Set(runs.flatMap(({ text }) => text.split(/[\s='"();&|]+/)))]
  const isSaid = (end: string) => words.some((word) => word === end || word.endsWith(`/${end}`))
  const depthOf = (path: string) => path.split('/').length
  return paths.filter((path) => {
    if (isSaid(path)) return true
    const alike = paths.filter((other) => basename(other) === basename(path))
    return isSaid(basename(path)) && depthOf(path) === Math.min(...alike.map(depthOf))
  })
}
