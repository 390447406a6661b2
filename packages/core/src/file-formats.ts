import { imageDigestsFormat } from './image/image-digests.js'
import { baseLockFormat } from './lock/base-lock.js'
import { receiptFormat } from './receipt.js'
import type { FileFormat } from './file-format.js'

/** Every file that is written by one version and may be read by another, in the order of docs/reference/formats.md. */
export const FILE_FORMATS: readonly FileFormat[] = [baseLockFormat, receiptFormat, imageDigestsFormat]
