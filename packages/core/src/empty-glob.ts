/** A `modules` glob of nx.json that finds no module. */
export interface EmptyGlob {
  /** As the settings have it; for instance `modulez/*`. */
  readonly glob: string
  /** What its author may have meant, where that can be told. */
  readonly meant?: string | undefined
  /** A folder with a Dockerfile that it matches, but in which Nx finds no module. */
  readonly leftOut?: string | undefined
}

/** One sentence: which glob it is. */
export function renderEmptyGlob({ glob }: EmptyGlob): string {
  return `The modules glob '${glob}' finds no module.`
}

/** What to do about it. */
export function renderEmptyGlobFix({ meant, leftOut }: EmptyGlob): string {
  if (leftOut !== undefined)
    return `${leftOut} holds a Dockerfile, but Nx leaves it out: see .gitignore, .nxignore, and include and exclude of the plugin in nx.json.`
  if (meant !== undefined) return `Did you mean '${meant}'? Correct it in nx.json.`
  return 'A module is a folder that holds a file named Dockerfile. Add one, or correct or remove the glob in nx.json.'
}
