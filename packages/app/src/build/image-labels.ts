import { type ContentKey, KEY_LABEL } from '@module-images/core'
import { type Citation, LICENCE_LABEL } from '../citation/citation.js'
import type { GitFacts } from '@module-images/git'

/** What the labels of one image are made of. */
export interface LabelFacts {
  readonly title: string
  readonly key: ContentKey
  readonly git: GitFacts
  readonly created: Date
  readonly version: string | undefined
  readonly citation: Pick<Citation, 'authors' | 'licence'>
  /** Labels the user set for the module. */
  readonly extra: Readonly<Record<string, string>>
  /** Names the Dockerfile sets itself, and which stay as it says. */
  readonly inDockerfile: ReadonlySet<string>
}

/**
 * Labels for the command line, where they would win over the Dockerfile's own: so those it sets are left out, all but the key.
 * Names: https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys
 */
export function planLabels(facts: LabelFacts): Record<string, string> {
  const known: Record<string, string | undefined> = {
    'org.opencontainers.image.title': facts.title,
    'org.opencontainers.image.source': facts.git.remoteUrl,
    'org.opencontainers.image.revision': facts.git.commit,
    'org.opencontainers.image.created': facts.created.toISOString(),
    'org.opencontainers.image.version': facts.version,
    [LICENCE_LABEL]: facts.citation.licence,
    'org.opencontainers.image.authors': facts.citation.authors.join(', ') || undefined,
  }
  const filled = Object.entries(known).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !facts.inDockerfile.has(entry[0]),
  )
  return { ...Object.fromEntries(filled), ...facts.extra, [KEY_LABEL]: facts.key }
}
