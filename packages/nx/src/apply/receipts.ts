import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ModuleImagesError, readAs, type Receipt, receiptSchema } from '@module-images/core'
import { replaceFile } from '../published/replace-file.js'
import type { WantedImage } from './wanted-image.js'

type Happening = Pick<Receipt, 'outcome' | 'reason' | 'tags' | 'seconds'> & {
  readonly digest: Receipt['digest'] | undefined
  readonly size: Receipt['size'] | undefined
}

/** A receipt of what happened to a wanted image. */
export function createReceipt(wanted: WantedImage, { digest, size, seconds, ...happening }: Happening): Receipt {
  const { module, key, contentTag, image } = wanted
  return {
    receipt: 1,
    module: module.name,
    image,
    key,
    contentTag,
    ...happening,
    ...(digest === undefined ? {} : { digest }),
    platforms: [...module.options.platforms],
    ...(size === undefined ? {} : { size }),
    bases: module.bases.map((base) =>
      base.kind === 'module'
        ? { reference: base.reference, module: base.module }
        : { reference: base.reference, ...(base.digest === undefined ? {} : { digest: base.digest }) },
    ),
    seconds: Math.round(seconds * 100) / 100,
  }
}

/** Native path of a project's receipt. Project names are checked when project.json is read, so none leads out of the folder. */
export function receiptPath(workspaceRoot: string, project: string): string {
  return join(workspaceRoot, 'dist', 'images', `${project}.json`)
}

/**
 * To be called before anything is built or pushed: a checkout that takes no receipts is better refused at once.
 *
 * @throws ModuleImagesError `receipt-not-written`
 */
export function prepareReceipts(workspaceRoot: string): void {
  const folder = dirname(receiptPath(workspaceRoot, 'any'))
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    throw notWritten('dist/images', cause)
  }
}

/**
 * A receipt is whole or not there. Its folder is there since {@link prepareReceipts}.
 *
 * @throws ModuleImagesError `receipt-not-written`
 */
export async function writeReceipt(workspaceRoot: string, receipt: Receipt): Promise<void> {
  try {
    await replaceFile(receiptPath(workspaceRoot, receipt.module), `${JSON.stringify(receipt, null, 2)}\n`, { mayBeMissing: true })
  } catch (cause) {
    throw notWritten(`dist/images/${receipt.module}.json`, cause)
  }
}

function notWritten(file: string, cause: unknown): ModuleImagesError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new ModuleImagesError({
    code: 'receipt-not-written',
    kind: 'environment',
    message: `The receipt cannot be written (${why}).`,
    place: { file },
    hint: 'Make dist/images writable, or make room on its disk, and run the command again: it takes up where this one ended.',
    cause,
  })
}

/** The receipt a run left, or undefined where there is none or it is not one. */
export function readReceipt(workspaceRoot: string, project: string): Receipt | undefined {
  try {
    return readAs(receiptSchema, JSON.parse(readFileSync(receiptPath(workspaceRoot, project), 'utf8')))
  } catch {
    return undefined
  }
}
