import type { ModuleRule } from '../check-rule.js'
import { placeOfWord } from '../word-place.js'
import { findEnvironmentInstalls } from './conda-environments.js'

export const environmentLocked: ModuleRule = {
  id: 'environment-locked',
  scope: 'module',
  title: 'conda installs from a lock, not from the file it was made from',
  severity: 'warning',
  why: 'environment.yml names what a person asks for. What that needs in turn, and which builds of it, conda chooses on the day of the build.',
  fix: 'Lock it, `conda-lock lock --platform linux-64`, and install from conda-lock.yml.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: 'FROM condaforge/miniforge3:25.3.1-0\nCOPY conda-lock.yml .\nRUN mamba create -y -n env --file conda-lock.yml\n',
          'conda-lock.yml': 'version: 1\nmetadata:\n  platforms: [linux-64]\npackage: []\n',
        },
      },
    ],
    failing: [
      {
        files: {
          Dockerfile:
            'FROM condaforge/miniforge3:25.3.1-0\nCOPY environment.yml .\nRUN conda config --set channel_priority strict \\\n && conda env create -f environment.yml\n',
          'environment.yml': 'dependencies:\n  - python=3.12\n',
        },
        lines: ['Dockerfile:4'],
      },
    ],
  },
  check(facts) {
    const { build } = facts
    if (!build) return []
    return findEnvironmentInstalls(facts).map(({ call: { step, command }, fileName }) => ({
      message: `This installs from ${fileName}, which locks nothing.`,
      place: placeOfWord(build, step, command.words[0]),
    }))
  },
}
