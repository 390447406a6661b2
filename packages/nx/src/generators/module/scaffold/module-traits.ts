/** What a new module may start from, and the flag that says the same. */
const TEMPLATES = {
  plain: {},
  r: { useR: true },
  renv: { useRenv: true },
  conda: { useConda: true },
  python: { usePython: true },
  jupyter: { useJupyter: true },
} as const satisfies Readonly<Record<string, ModuleFlags>>

export type TemplateName = keyof typeof TEMPLATES

/** In the order a prompt lists them. */
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as TemplateName[]

/** What a person asks of a new module, as flags of the command line. All but `condaFileOnly` are deprecated. */
export interface ModuleFlags {
  readonly template?: readonly TemplateName[] | undefined
  readonly useR?: boolean | undefined
  readonly useRenv?: boolean | undefined
  readonly useConda?: boolean | undefined
  readonly usePython?: boolean | undefined
  readonly useJupyter?: boolean | undefined
  readonly condaFileOnly?: boolean | undefined
}

/** What a new module has, once each flag has brought what it stands on. */
export interface ModuleTraits {
  /** R, with a script and a notebook to start from. */
  readonly r: boolean
  /** Packages of R pinned by renv.lock. */
  readonly renv: boolean
  /** A conda environment described by environment.yml and pinned by conda-lock.yml. */
  readonly conda: boolean
  /** A Python script to start from. */
  readonly python: boolean
  /** A Jupyter notebook to start from. */
  readonly jupyter: boolean
  /** The conda environment is to be made on this machine as well. */
  readonly createConda: boolean
}

/** renv is R's; Python and Jupyter come with conda; a conda file alone is a conda module whose environment nobody makes yet. */
export function resolveTraits(flags: ModuleFlags): ModuleTraits {
  const asked = (flags.template ?? []).reduce<ModuleFlags>((all, name) => ({ ...all, ...TEMPLATES[name] }), flags)
  const { useR, useRenv, useConda, usePython, useJupyter, condaFileOnly = false } = asked
  const wantsConda = [useConda, usePython, useJupyter].includes(true)
  return {
    r: useR === true || useRenv === true,
    renv: useRenv === true,
    conda: wantsConda || condaFileOnly,
    python: usePython === true,
    jupyter: useJupyter === true,
    createConda: wantsConda && !condaFileOnly,
  }
}
