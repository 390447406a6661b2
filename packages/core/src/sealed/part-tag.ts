const PART = /^key-[0-9a-f]{32}(?:-[a-z0-9_.]+){2,3}$/

/**
 * The name, in a registry, of one platform's part of an image until all parts are there: `key-…-linux-arm64`. Like a content tag it never moves.
 *
 * @param contentTag of the whole image
 * @param platform as the module's options name it: `linux/arm64`
 */
export function partTag(contentTag: string, platform: string): string {
  return `${contentTag}-${platform.replaceAll('/', '-')}`
}

/** Whether a tag has the form of a part's. */
export function isPartTag(tag: string): boolean {
  return PART.test(tag)
}
