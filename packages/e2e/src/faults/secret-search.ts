import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Looks for secrets wherever they could have got to, and counts the places looked at. */
export interface SecretSearch {
  readonly counts: { processes: number; files: number; texts: number }
  /** Where a secret was found; never the secret itself. */
  readonly findings: readonly string[]
  /** Output, an error's words, a manifest. */
  searchText(place: string, text: string): void
  /** Every file below a folder, installed packages excepted. */
  searchFolder(folder: string): void
  /** Looks at all command lines of the machine, over and over, until stopped. */
  watchProcesses(): { stop(): void }
}

/** Short-lived commands live for longer than this. */
const INTERVAL = 25

export function createSecretSearch(secrets: readonly string[]): SecretSearch {
  const counts = { processes: 0, files: 0, texts: 0 }
  const findings: string[] = []
  const search = (place: string, content: string | Buffer) => {
    if (secrets.some((secret) => content.includes(secret))) findings.push(place)
  }
  return {
    counts,
    findings,
    searchText(place, text) {
      counts.texts += 1
      search(place, text)
    },
    searchFolder(folder) {
      for (const file of filesBelow(folder)) {
        counts.files += 1
        search(file, readIfThere(file) ?? '')
      }
    },
    watchProcesses() {
      const seen = new Set<string>()
      const look = () => {
        for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
          const argv = readIfThere(`/proc/${pid}/cmdline`)?.toString()
          if (argv === undefined || seen.has(`${pid} ${argv}`)) continue
          seen.add(`${pid} ${argv}`)
          counts.processes += 1
          search(`the command line of ${argv.split('\0')[0] ?? pid}`, argv)
        }
      }
      const timer = setInterval(look, INTERVAL)
      return { stop: () => clearInterval(timer) }
    },
  }
}

function filesBelow(folder: string): string[] {
  return readFolder(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

/** Nothing of what has gone in the meantime: a command whose parent was killed may still tidy up. */
function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Undefined for what has gone in the meantime. */
function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
