import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkFormat, ModuleImagesError, type Receipt, receiptFormat } from '@module-images/core'
import { isProjectName } from '@module-images/workspace'
import { replaceFile } from '../files/replace-file.js'
import type { ImageTarget } from '../session/image-target.js'

type Happening = Pick<Receipt, 'outcome' | 'reason' | 'tags' | 'seconds'> & {
  readonly digest: Receipt['digest'] | undefined
  readonly size: Receipt['size'] | undefined
}

/** What a receipt takes. */
export interface ReceiptPorts {
  /** Of each module's image in this run, by the module's name, as far as they are known: a child's receipt names its parent's. */
  readonly digests: Map<string, string>
}

/** A receipt of what happened to a wanted image. Its parents' digests are those of this run, where they are known. */
export function createReceipt({ digests }: ReceiptPorts, wanted: ImageTarget, { digest, size, seconds, ...happening }: Happening): Receipt {
  const { module, key, contentTag, image } = wanted
  // What a child was built on counts, if that was another build of the same key.
  if (digest !== undefined && !digests.has(module.name)) digests.set(module.name, digest)
  return {
    receipt: receiptFormat.version,
    module: module.name,
    image,
    key,
    contentTag,
    ...happening,
    ...(digest === undefined ? {} : { digest }),
    platforms: [...module.options.platforms],
    ...(size === undefined ? {} : { size }),
    bases: module.bases.map((base) => {
      const baseDigest = base.kind === 'module' ? digests.get(base.module) : base.digest
      const { reference } = base
      return {
        reference,
        ...(base.kind === 'module' ? { module: base.module } : {}),
        ...(baseDigest === undefined ? {} : { digest: baseDigest }),
      }
    }),
    seconds: Math.round(seconds * 100) / 100,
  }
}

/** Native path of a project's receipt. Names with a scope have a folder of their own; they are checked when a module is defined, so that none leads out of it. */
function receiptPath(workspaceRoot: string, project: string): string {
  return join(workspaceRoot, 'dist', 'images', `${project}.json`)
}

/**
 * To be called before anything is built or pushed: a checkout that takes no receipts is better refused at once.
 *
 * @param projects whose receipts go, since what comes of them now is not known yet: one that fails has none
 * @throws ModuleImagesError `receipt-not-written`
 */
export function prepareReceipts(workspaceRoot: string, projects: Iterable<string> = []): void {
  const paths = [...new Set(projects)].filter(isProjectName).map((project) => receiptPath(workspaceRoot, project))
  const folders = new Set([receiptPath(workspaceRoot, 'any'), ...paths].map((path) => dirname(path)))
  try {
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true })
      accessSync(folder, constants.W_OK)
    }
    for (const path of paths) rmSync(path, { force: true })
  } catch (cause) {
    throw notWritten('dist/images', cause)
  }
}

/**
 * A receipt is whole or not there.
 *
 * @throws ModuleImagesError `receipt-not-written`
 */
export function writeReceipt(workspaceRoot: string, receipt: Receipt): void {
  const path = receiptPath(workspaceRoot, receipt.module)
  try {
    // A command names its modules late.
    mkdirSync(dirname(path), { recursive: true })
    replaceFile(path, `${JSON.stringify(receipt, null, 2)}\n`, { mayBeMissing: true })
  } catch (cause) {
    throw notWritten(`dist/images/${receipt.module}.json`, cause)
  }
}

/** A module that fails keeps no receipt of an earlier success. @throws ModuleImagesError `receipt-not-written` */
export function removeReceipt(workspaceRoot: string, project: string): void {
  try {
    if (isProjectName(project)) rmSync(receiptPath(workspaceRoot, project), { force: true })
  } catch (cause) {
    throw notWritten(`dist/images/${project}.json`, cause)
  }
}

function notWritten(file: string, cause: unknown): ModuleImagesError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new ModuleImagesError({
    code: 'receipt-not-written',
    kind: 'environment',
    message: `The receipt cannot be written (${why}).`,
    place: { file },
    fix: 'Make dist/images writable, or make room on its disk, and run the command again: it takes up where this one ended.',
    cause,
  })
}

/**
 * The receipt a run left, or undefined where there is none or it is not one.
 *
 * @throws ModuleImagesError `newer-format`
 */
export function readReceipt(workspaceRoot: string, project: string): Receipt | undefined {
  const parsed = checkFormat(readJson(receiptPath(workspaceRoot, project)), receiptFormat, `dist/images/${project}.json`)
  return parsed.success ? parsed.output : undefined
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
