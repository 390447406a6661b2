/** Many paths at once, asked about in a time that does not grow with their number. Paths are posix and clean. */
export class PlainPaths {
  readonly #paths: ReadonlySet<string>
  /** Only once it is asked what lies below a folder, which most never are. */
  #sorted: readonly string[] | undefined

  constructor(paths: Iterable<string>) {
    this.#paths = new Set(paths)
  }

  has(path: string): boolean {
    return this.#paths.has(path)
  }

  /** Whether this path or a folder above it is one of them. */
  cover(path: string): boolean {
    if (this.#paths.size === 0) return false
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) if (this.#paths.has(path.slice(0, end))) return true
    return false
  }

  /** Whether one of them lies below this directory. */
  leadBelow(directory: string): boolean {
    if (this.#paths.size === 0) return false
    const sorted = (this.#sorted ??= [...this.#paths].sort())
    const folder = `${directory}/`
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle] ?? '') < folder) low = middle + 1
      else high = middle
    }
    return sorted[low]?.startsWith(folder) ?? false
  }
}
