import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type CatalogueFacts, readPageAssets, renderSite } from '../index.js'

/** Writes a catalogue's files, and gives the bytes of each by its path. */
export function writeSite(folder: string, facts: CatalogueFacts): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  for (const { path, text } of renderSite(facts, readPageAssets())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    sizes.set(path, Buffer.byteLength(text))
  }
  return sizes
}
