/** Time as a pace needs it. */
export interface PaceClock {
  /** Milliseconds since the epoch. */
  now(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** Asked only where there is a bound. */
export type LayerCount = () => number | Promise<number>

export interface UploadPaceOptions {
  /** Uploads of layers that may begin each second; undefined for no bound. */
  readonly uploadsPerSecond: number | undefined
  readonly clock: PaceClock
  readonly signal: AbortSignal
  /** Told of every wait before it begins. */
  readonly onWait: (milliseconds: number) => void
}

/**
 * A bucket of one second's tokens, one for each layer. An upload begins when there are as many as it has layers, or when the bucket is
 * full: what it takes beyond that, those after it wait for. So the order stays, and none with many layers starves.
 */
export function createUploadPace({ uploadsPerSecond, clock, signal, onWait }: UploadPaceOptions) {
  if (uploadsPerSecond === undefined) return <T>(_layers: LayerCount, upload: () => Promise<T>): Promise<T> => upload()
  const perToken = 1000 / uploadsPerSecond
  /** When the bucket is full again. */
  let fullAt = Number.NEGATIVE_INFINITY
  return async <T>(layers: LayerCount, upload: () => Promise<T>): Promise<T> => {
    const wanted = Math.max(1, await layers())
    const now = clock.now()
    const startAt = Math.max(now, Math.max(now, fullAt) - 1000 + Math.min(wanted, uploadsPerSecond) * perToken)
    fullAt = Math.max(now, fullAt) + wanted * perToken
    const wait = Math.ceil(startAt - now)
    if (wait > 0) {
      onWait(wait)
      await clock.sleep(wait, signal)
    }
    return upload()
  }
}
