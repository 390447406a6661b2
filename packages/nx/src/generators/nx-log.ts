import { createColours, visibleStyledText } from '@module-images/app'
import { visibleText } from '@module-images/core'
import { logger } from '@nx/devkit'

/** Of the terminal that Nx writes to. */
export const nxColours = createColours(process.stdout, process.env)

/** Nx's own ways to tell something, as `output/write-output.ts` writes it. */
export const nxLog = {
  info: (text: string): void => logger.info(visibleText(text)),
  /** What `nxColours` has coloured; its parts from outside are visible already. */
  styledInfo: (text: string): void => logger.info(visibleStyledText(text)),
  warn: (text: string): void => logger.warn(visibleText(text)),
  log: (text: string): void => logger.log(visibleText(text)),
}
