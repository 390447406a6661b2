import { shownError } from '../inference/shown-error.js'

/**
 * Runs a generator.
 *
 * @throws Error as Nx shows it, see `shownError`
 */
export async function withShownErrors<T>(run: () => Promise<T> | T): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw shownError(error)
  }
}
