import { ModuleImagesError, renderError, visibleText } from '@module-images/core'

/** Of an error Nx shows the message alone, so its code, place and fix have to be in it. An error that is not ours stays as it is. */
export function shownError(error: unknown): unknown {
  if (!(error instanceof ModuleImagesError)) return error
  return new Error(visibleText(`error[${error.code}]: ${renderError(error)}`), { cause: error })
}
