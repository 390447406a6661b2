import { readFileSync } from 'node:fs'
import type { BuildProgress } from '../buildkit/build-progress.js'
import { createBuildTracker, type BuildTracker } from '../buildkit/build-tracker.js'
import { createRawStatusParser } from '../buildkit/raw-status.js'

export interface Replay {
  readonly events: readonly BuildProgress[]
  readonly text: readonly string[]
  readonly tracker: BuildTracker
}

/** Follows what buildx 0.13.1 once wrote, recorded from real builds in `recorded/`. */
export function replayRecorded(name: string): Replay {
  return replayLines(
    readFileSync(new URL(`recorded/${name}.txt`, import.meta.url), 'utf8')
      .split('\n')
      .slice(0, -1),
  )
}

export function replayLines(lines: readonly string[]): Replay {
  const events: BuildProgress[] = []
  const text: string[] = []
  const tracker = createBuildTracker((event) => events.push(event))
  const parser = createRawStatusParser({ onStatus: (status) => tracker.add(status), onText: (line) => text.push(line) })
  for (const line of lines) parser.add(line)
  parser.end()
  tracker.end()
  return { events, text, tracker }
}
