import { lockfileKind } from '../lockfile-names.js'
import type { DevcontainerContents } from './plan-devcontainer.js'

const R = /\.(?:r|rmd|rproj)$/i
const PYTHON = /\.py$/i
const PYTHON_LOCKS: readonly (string | undefined)[] = [
  'conda-lock',
  'conda-platform',
  'conda-environment',
  'pixi',
  'requirements',
  'uv',
  'poetry',
  'pipfile',
]

/** What the files of a module are of. @param names of its files, without folders */
export function findContents(names: Iterable<string>): DevcontainerContents {
  const all = [...names]
  const kinds = all.map((name) => lockfileKind(name))
  return {
    r: kinds.includes('renv') || all.some((name) => R.test(name)),
    python: kinds.some((kind) => kind !== undefined && PYTHON_LOCKS.includes(kind)) || all.some((name) => PYTHON.test(name)),
    notebooks: all.some((name) => /\.ipynb$/i.test(name)),
    quarto: all.some((name) => /\.qmd$/i.test(name)),
  }
}
