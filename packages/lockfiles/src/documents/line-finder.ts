/** Tells lines of places that are asked for in ascending order, so that a text is counted through once. Lines count from 1. */
export class LineFinder {
  readonly #text: string
  #line = 1
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  lineOf(position: number): number {
    for (let next = this.#text.indexOf('\n', this.#at); next >= 0 && next < position; next = this.#text.indexOf('\n', this.#at)) {
      this.#line++
      this.#at = next + 1
    }
    return this.#line
  }
}
