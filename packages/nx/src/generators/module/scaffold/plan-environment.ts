import { LOCK_COMMAND } from './environment-template.js'
import type { ModuleTraits } from './module-traits.js'

/** A command with its arguments, run in the module's folder. */
export interface EnvironmentCommand {
  readonly command: string
  readonly args: readonly string[]
  /** A file, from the module's folder, without which this command is no choice. */
  readonly needs?: string
}

/** One thing to make on this machine for a new module. */
export interface EnvironmentStep {
  /** `the conda environment` */
  readonly title: string
  /** The first whose program is there is run. */
  readonly choices: readonly EnvironmentCommand[]
  /** Paths from the module's folder that exist only if the step succeeded. */
  readonly makes: readonly string[]
  /** What to type in the module's folder where no program was there, or where it failed. */
  readonly byHand: string
}

/** R for a module without renv on its computer says so in one line; scaffold() writes renv/ and .Rprofile and keeps renv.lock. */
const RENV_EXPRESSION = 'if (!requireNamespace("renv", quietly = TRUE)) stop("the package renv is not installed"); renv::scaffold()'

/** What makes the environments of a new module on the machine it is made on, in this order. */
export function planEnvironment({ renv, createConda }: ModuleTraits): EnvironmentStep[] {
  return [...(renv ? [RENV] : []), ...(createConda ? [CONDA_LOCK, CONDA] : [])]
}

const RENV: EnvironmentStep = {
  title: 'the renv project (for R outside the image)',
  choices: [{ command: 'Rscript', args: ['--vanilla', '-e', RENV_EXPRESSION] }],
  makes: ['renv', '.Rprofile'],
  byHand: `Rscript -e 'install.packages("renv"); renv::scaffold()'`,
}

const CONDA_LOCK: EnvironmentStep = {
  title: 'conda-lock.yml',
  choices: [{ command: 'conda-lock', args: ['lock', '--file', 'environment.yml', '--lockfile', 'conda-lock.yml'] }],
  makes: ['conda-lock.yml'],
  byHand: LOCK_COMMAND,
}

/** In a folder of the module: an environment of the same name elsewhere is never touched, and a failed one is easily removed. */
const CONDA: EnvironmentStep = {
  title: 'the conda environment .conda',
  choices: [
    { command: 'conda-lock', args: ['install', '--prefix', '.conda', 'conda-lock.yml'], needs: 'conda-lock.yml' },
    { command: 'mamba', args: ['create', '--yes', '--prefix', '.conda', '--file', 'environment.yml'] },
    { command: 'conda', args: ['env', 'create', '--prefix', '.conda', '--file', 'environment.yml'] },
  ],
  makes: ['.conda'],
  byHand: 'conda env create --prefix .conda --file environment.yml',
}
