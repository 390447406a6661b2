import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ModuleImagesError, type Receipt, receiptSchema } from '@module-images/core'
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
  orRefuse('dist/images', () => {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  })
}

/**
 * Writes to a temporary name first: a receipt is whole or not there.
 *
 * @throws ModuleImagesError `receipt-not-written`
 */
export function writeReceipt(workspaceRoot: string, receipt: Receipt): void {
  const path = receiptPath(workspaceRoot, receipt.module)
  const temporary = `${path}.${process.pid}.tmp`
  orRefuse(`dist/images/${receipt.module}.json`, () => {
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(temporary, `${JSON.stringify(receipt, null, 2)}\n`)
      // Renaming over a file makes some file systems (ext4's auto_da_alloc) wait for the disk, milliseconds a receipt.
  rmSync(path, { force: true })
  renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  })
}

function orRefuse(file: string, write: () => void): void {
  try {
    write()
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new ModuleImagesError({
      code: 'receipt-not-written',
      kind: 'environment',
      message: `The receipt cannot be written (${why}).`,
      place: { file },
      hint: 'Make dist/images writable, or make room on its disk, and run the command again: it takes up where this one ended.',
      cause,
    })
  }
}

/** The receipt a run left, or undefined where there is none or it is not one. */
export function readReceipt(workspaceRoot: string, project: string): Receipt | undefined {
  try {
    return receiptSchema.parse(JSON.parse(readFileSync(receiptPath(workspaceRoot, project), 'utf8')))
  } catch {
    return undefined
  }
}
