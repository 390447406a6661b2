import { visibleText } from '@module-images/core'
import { logger } from '@nx/devkit'

/** Nx's own ways to tell something, as `output/write-output.ts` writes it. */
export const nxLog = {
  info: (text: string): void => logger.info(visibleText(text)),
  warn: (text: string): void => logger.warn(visibleText(text)),
  log: (text: string): void => logger.log(visibleText(text)),
}
