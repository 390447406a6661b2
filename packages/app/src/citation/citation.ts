/** Of an image: its licence, as an SPDX expression. */
export const LICENCE_LABEL = 'org.opencontainers.image.licenses'

/** How people want something cited, as far as it is said. */
export interface Citation {
  /** Names, in order. */
  readonly authors: readonly string[]
  readonly title?: string | undefined
  /** `10.…/…` */
  readonly doi?: string | undefined
  /** SPDX expression, or words. */
  readonly licence?: string | undefined
}
