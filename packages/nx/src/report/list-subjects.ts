import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readReceipt } from '../apply/receipts.js'

const SUFFIX = '.json'

/** `<sha256 hex>  <repository>` of every receipt that tells of an upload, in order of module. */
export function listSubjects(workspaceRoot: string): string[] {
  return receiptNames(workspaceRoot).flatMap((project) => {
    const receipt = readReceipt(workspaceRoot, project)
    if (receipt?.outcome !== 'pushed' || receipt.digest === undefined) return []
    return [`${receipt.digest.slice('sha256:'.length)}  ${receipt.image}`]
  })
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
