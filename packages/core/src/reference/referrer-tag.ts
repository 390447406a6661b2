/** `.sig`, `.att` and `.sbom` are cosign's, who puts each under a tag of its own. */
const REFERRER_TAG = /^sha256-([0-9a-f]{64})(?:\.[a-z]+)?$/

/**
 * The tag under which registries without a referrers interface list what refers to a digest.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 *
 * @param digest `sha256:` and 64 hex digits
 */
export function referrersTag(digest: string): string {
  return digest.replace(':', '-')
}

/** The digest that a tag says its manifest refers to; none of any other tag. */
export function subjectOfTag(tag: string): string | undefined {
  const hex = REFERRER_TAG.exec(tag)?.[1]
  return hex === undefined ? undefined : `sha256:${hex}`
}
