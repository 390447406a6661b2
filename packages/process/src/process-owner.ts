import { createHash } from 'node:crypto'
import { hostname } from 'node:os'

/** This machine in 8 hex digits: what processes leave may be seen by other machines and containers, whose processes cannot be seen. */
export function hostMark(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
}

/** Whether a process of this machine still runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
