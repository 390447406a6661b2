import type { Activities } from './activities.js'
import type { Limit } from './session.js'

/** Who waits for a turn, and for what: `for another build to end`. */
export interface Turn {
  readonly activities: Activities
  readonly module: string
  readonly why: string
}

/** Runs a task when its turn has come. */
export async function inTurn<T>(limit: Limit, { activities, module, why }: Turn, task: () => Promise<T>): Promise<T> {
  const hasTurn = activities.wait(module, () => why)
  return limit(async () => {
    hasTurn()
    return task()
  }, module)
}
