import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Receipt } from '@module-images/core'
import type { ContentKeys } from '@module-images/workspace'
import { readReceipt } from '../receipts/receipts.js'

const SUFFIX = '.json'

/** `<sha256 hex>  <repository>` of every receipt that tells of an upload of what this checkout wants, in order of module. */
export async function listSubjects(workspaceRoot: string, contentKeys: ContentKeys): Promise<string[]> {
  const subjects = receiptNames(workspaceRoot).map(async (project) => {
    const receipt = readReceipt(workspaceRoot, project)
    if (receipt?.digest === undefined || !isUploaded(receipt) || !(await isWanted(receipt, contentKeys))) return []
    return [`${receipt.digest.slice('sha256:'.length)}  ${receipt.image}`]
  })
  return (await Promise.all(subjects)).flat()
}

/** A receipt of another commit's image, or of a module that is gone, tells of no upload of this checkout's. */
async function isWanted({ module, key }: Receipt, contentKeys: ContentKeys): Promise<boolean> {
  const result = await contentKeys.keyOf(module)
  return result.kind === 'keyed' && result.key === key
}

/** An image that this run built, or had built before, and published: without a push, a receipt names no tags. */
function isUploaded({ outcome, tags }: Receipt): boolean {
  return (outcome === 'built' || outcome === 'pushed') && tags.length > 0
}

/** None before the first run. */
function receiptNames(workspaceRoot: string): string[] {
  try {
    const names = readdirSync(join(workspaceRoot, 'dist', 'images'), { recursive: true, encoding: 'utf8' })
    return names.flatMap((name) => (name.endsWith(SUFFIX) ? [name.slice(0, -SUFFIX.length).replaceAll('\\', '/')] : [])).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
