// @ts-check
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning, readProcess, readRecord, writeRecord } from './process-record.mjs'

/**
 * Who still needs the engine that these tools started: the quickstart until its `--down`, a test run until its end. The last one to leave
 * stops it.
 *
 * @param {string} engineFolder
 */
export function createEngineUsers(engineFolder) {
  const folder = join(engineFolder, 'users')
  return {
    /** Until `remove('quickstart')`, whatever process is running. */
    addQuickstart: () => writeRecord(join(folder, 'quickstart.json'), {}),
    /** As long as this process runs. */
    addThisProcess: () => writeRecord(join(folder, `${process.pid}.json`), readProcess(process.pid) ?? {}),
    /** @param {'quickstart' | number} user */
    remove: (user) => rmSync(join(folder, `${user}.json`), { force: true }),
    /** Whether anybody else needs it. */
    isNeeded() {
      mkdirSync(folder, { recursive: true })
      return readdirSync(folder)
        .filter((name) => name !== `${process.pid}.json`)
        .some((name) => name === 'quickstart.json' || isAlive(join(folder, name)))
    },
  }
}

/** @param {string} file */
function isAlive(file) {
  const record = readRecord(file)
  const alive = existsSync(file) && record?.pid !== undefined && isRunning(record)
  if (!alive) rmSync(file, { force: true })
  return alive
}
