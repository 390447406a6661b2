import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Receipt, receiptSchema } from '@module-images/core'
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

/** Writes to a temporary name first: a receipt is whole or not there. */
export function writeReceipt(workspaceRoot: string, receipt: Receipt): void {
  const path = receiptPath(workspaceRoot, receipt.module)
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, `${JSON.stringify(receipt, null, 2)}\n`)
  renameSync(temporary, path)
}

/** The receipt a run left, or undefined where there is none or it is not one. */
export function readReceipt(workspaceRoot: string, project: string): Receipt | undefined {
  try {
    return receiptSchema.parse(JSON.parse(readFileSync(receiptPath(workspaceRoot, project), 'utf8')))
  } catch {
    return undefined
  }
}
