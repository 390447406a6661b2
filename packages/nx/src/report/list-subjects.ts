import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Receipt } from '@module-images/core'
import { readReceipt } from '../apply/receipts.js'

const SUFFIX = '.json'

/** `<sha256 hex>  <repository>` of every receipt that tells of an upload, in order of module. */
export function listSubjects(workspaceRoot: string): string[] {
  return receiptNames(workspaceRoot).flatMap((project) => {
    const receipt = readReceipt(workspaceRoot, project)
    if (receipt?.digest === undefined || !isUploaded(receipt)) return []
    return [`${receipt.digest.slice('sha256:'.length)}  ${receipt.image}`]
  })
}

/** An image that this run built, or had built before, and published: without a push, a receipt names no tags. */
function isUploaded({ outcome, tags }: Receipt): boolean {
  return (outcome === 'built' || outcome === 'pushed') && tags.length > 0
}

/** None before the first run. */
function receiptNames(workspaceRoot: string): string[] {
  try {
    const names = readdirSync(join(workspaceRoot, 'dist', 'images')).filter((name) => name.endsWith(SUFFIX))
    return names.map((name) => name.slice(0, -SUFFIX.length)).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
