import { UNKNOWN, type Lookup, type Value } from './shell-word.js'

/** What BuildKit sets where the base image does not. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The variables at one point of a stage: ARG and ENV in one list, where the later one wins. A stage hands all of them, ARGs
 * too, to the stages that start from it. These share what they inherit, in layers of which each is smaller than the one
 * below it, so that neither many heirs nor long lines of them cost more than they set themselves.
 */
export class Variables {
  readonly #own: Map<string, Value>
  #below: Variables | undefined
  /** A base image may have set any name that is not here. */
  #open: boolean

  private constructor(own: Iterable<readonly [string, Value]>, open: boolean, below?: Variables) {
    this.#own = new Map(own)
    this.#open = open
    this.#below = below
  }

  /** Of a stage on `scratch`. */
  static ofScratch(): Variables {
    return new Variables([['PATH', DEFAULT_PATH]], false)
  }

  /** Of a stage on an image whose ENV is not known. */
  static ofImage(): Variables {
    return new Variables([], true)
  }

  /** Before the first FROM. */
  static ofGlobals(values: Iterable<readonly [string, Value]>): Variables {
    return new Variables(values, false)
  }

  /** For a stage that starts from this one, which is done. */
  inherit(): Variables {
    while (this.#below && this.#own.size >= this.#below.#own.size) {
      for (const [name, value] of this.#below.#own) if (!this.#own.has(name)) this.#own.set(name, value)
      this.#below = this.#below.#below
    }
    return new Variables([], this.#open, this)
  }

  readonly lookup: Lookup = (name) => {
    const own = this.#own.get(name)
    if (own !== undefined) return own
    for (let layer = this.#below; layer; layer = layer.#below) {
      const value = layer.#own.get(name)
      if (value !== undefined) return value
    }
    return this.#open ? UNKNOWN : undefined
  }

  /** Sets a variable. After a name that is not known was set, no other is known. */
  set(name: Value, value: Value): void {
    if (name !== UNKNOWN) {
      this.#own.set(name, value)
      return
    }
    this.#own.clear()
    this.#below = undefined
    this.#open = true
  }
}
