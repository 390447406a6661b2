/** What a module runs when nothing else is said. */
export const DEFAULT_SCRIPT = 'run.sh'
