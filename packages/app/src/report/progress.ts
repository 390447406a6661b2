/** Counts what is done, and says so every two seconds: what takes less says nothing. */
export interface Progress {
  step(): void
  stop(): void
}

const INTERVAL_MS = 2000

/** @param what plural: `images verified` */
export function startProgress({ total, what, log }: { total: number; what: string; log: (line: string) => void }): Progress {
  let done = 0
  const timer = setInterval(() => log(`${done} of ${total} ${what}`), INTERVAL_MS)
  timer.unref()
  return { step: () => void (done += 1), stop: () => clearInterval(timer) }
}
