// @ts-check
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentOf } from './case.mjs'

/** Puts a case into a folder that is not there yet: the context, its ignore file and its Dockerfile. @param {string} folder @param {import('./case.mjs').Case} given */
export function writeCase(folder, { entries, ignore, ignoreFile, dockerfile }) {
  mkdirSync(folder, { recursive: true })
  for (const entry of entries) writeEntry(folder, entry)
  for (const entry of entries) if (entry.kind === 'folder' && entry.mode !== undefined) chmodSync(join(folder, entry.path), entry.mode)
  if (ignore !== undefined) writeFileSync(join(folder, ignoreFile), ignore)
  writeFileSync(join(folder, 'Dockerfile'), dockerfile)
}

/** @param {string} folder @param {import('./case.mjs').Entry} entry */
function writeEntry(folder, entry) {
  const path = join(folder, entry.path)
  switch (entry.kind) {
    case 'file':
      writeFileSync(path, contentOf(entry.path, entry.salt))
      return chmodSync(path, entry.mode ?? (entry.executable ? 0o755 : 0o644))
    case 'folder':
      return void mkdirSync(path)
    case 'symlink':
      return symlinkSync(entry.target, path)
    case 'hardlink':
      return linkSync(join(folder, entry.to), path)
  }
}
