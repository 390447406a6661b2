/** A task of the run after which a module is built, and which may have made files of it. */
export interface GeneratingTask {
  /** `a:prepare` */
  readonly id: string
  /** Files, folders and globs that it declares, posix, from the workspace root. */
  readonly outputs: readonly string[]
  /** The same of the tasks before it. */
  readonly outputsBefore: readonly string[]
  /** Folders of the projects it may read: its own, those of the tasks before it, and what all of them depend on. */
  readonly roots: readonly string[]
}

/** Gives the tasks that a module's build depends on, of those that Nx runs or takes from its cache. */
export type GeneratingTasks = (module: string) => readonly GeneratingTask[]

/** What a command knows, which Nx has not started. */
export const NO_GENERATING_TASKS: GeneratingTasks = () => []
