import { createHash } from 'node:crypto'

/**
 * An hour of the week of a module's own, as cron: the same on every machine, and not that of its siblings. Never on the hour, when GitHub's
 * queue is longest. https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */
export function planWeeklyCron(module: string): string {
  const digest = createHash('sha256').update(module).digest()
  const [minute, hour, day] = [5 + (digest.readUInt16BE(0) % 50), digest.readUInt16BE(2) % 24, digest.readUInt16BE(4) % 7]
  return `${minute} ${hour} * * ${day}`
}
