import { ModuleImagesError, renderError, visibleText } from '@module-images/core'

/**
 * Of an error Nx shows the message alone, so place and hint have to be in it.
 *
 * @throws Error with all that a ModuleImagesError says; any other as it is
 */
export async function withShownErrors<T>(run: () => Promise<T> | T): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    throw new Error(visibleText(renderError(error)), { cause: error })
  }
}
