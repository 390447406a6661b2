import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'
import { targetStage } from './target-line.js'

/** A command that writes the activation of an environment into a file which shells read when they start. */
const WRITES =
  /(?:(?:conda|mamba|micromamba)\s+|source\s+(?:\S*\/)?)activate\s+([\w.$/{}-]{1,200})[^\n;&|]{0,200}>>?\s*"?\S{0,200}(?:\.bashrc|bash\.bashrc|\.bash_profile|\.profile)\b/g

export const bashrcActivate: ModuleRule = {
  id: 'bashrc-activate',
  scope: 'module',
  title: 'The environment is active without an interactive shell',
  severity: 'warning',
  why: 'Only an interactive bash reads .bashrc. RUN, CMD and `docker run IMAGE COMMAND` start none: they find the programs of the base environment, or none.',
  fix: 'Put the environment first on the path, ENV PATH=/opt/conda/envs/NAME/bin:$PATH, or begin ENTRYPOINT with conda run.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile:
            'FROM condaforge/miniforge3:25.3.1-0\nRUN echo "conda activate env" >> ~/.bashrc\nENV PATH=/opt/conda/envs/env/bin:$PATH\n',
        },
      },
      {
        files: {
          Dockerfile:
            'FROM condaforge/miniforge3:25.3.1-0\nRUN echo "conda activate env" >> ~/.bashrc\nSHELL ["/bin/bash", "--login", "-c"]\n',
        },
        note: 'a login shell, which reads it',
      },
    ],
    failing: [
      {
        files: {
          Dockerfile:
            'FROM condaforge/miniforge3:25.3.1-0\nRUN conda init bash \\\n && echo "conda activate env" >> ~/.bashrc\nCMD ["python", "/run.py"]\n',
        },
        lines: ['Dockerfile:3'],
      },
    ],
  },
  check({ build }) {
    if (!build || activatesOtherwise(build)) return []
    const target = targetStage(build)
    return build.instructions.flatMap(({ keyword, stage, rest }) => {
      if (keyword !== 'RUN' || stage !== target) return []
      return [...rest.text.matchAll(WRITES)].flatMap(({ index, 1: name = '' }) =>
        name === 'base'
          ? []
          : [{ message: `Nothing activates ${name} but an interactive shell.`, place: { file: build.file, ...rest.placeOf(index) } }],
      )
    })
  },
}

/** An entry point may be a script, which may do anything. */
function activatesOtherwise({ instructions }: BuildCheckFacts): boolean {
  return instructions.some(({ keyword, rest: { text } }) => {
    if (keyword === 'ENTRYPOINT') return true
    if (keyword === 'ENV') return /\benvs\/|BASH_ENV|CONDA_PREFIX/.test(text)
    return (
      (keyword === 'SHELL' || keyword === 'CMD') &&
      /"-[a-z]*[il][a-z]*"|--login|--interactive|\bactivate\b|"run"|\bconda run\b|\.sh\b/.test(text)
    )
  })
}
