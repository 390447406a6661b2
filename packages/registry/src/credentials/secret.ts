import { inspect } from 'node:util'

/** A value that shows as `***` however it is printed, serialised or concatenated; only {@link Secret.reveal} gives it. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself, for a header or a file of mode 0600, never for a message. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspect.custom](): string {
    return '***'
  }
}

/** Remembers the secrets of a run, so that a registry that echoes one does not get it into an error. */
export class Redactor {
  readonly #secrets = new Set<string>()

  remember(secret: Secret): void {
    if (secret.reveal() !== '') this.#secrets.add(secret.reveal())
  }

  /** `text` with every remembered secret replaced; longer ones first, since one may hold another. */
  redact(text: string): string {
    const longestFirst = [...this.#secrets].sort((a, b) => b.length - a.length)
    return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  }
}
