import { suggestName } from '../suggest-name.js'

/** What comments and options name rules by, in the order of the documentation. Apart from the rules, since nx.json's options are read on every command. */
export const RULE_IDS = [
  'unreadable',
  'missing-source',
  'outside-context',
  'lockfile-unused',
  'secret-file',
  'large-file',
  'crlf-script',
  'layer-limit',
  'base-version',
  'base-locked',
  'base-lock-age',
  'base-lock-platform',
  'platform-name',
  'syntax-frontend',
  'add-checksum',
  'latest-download',
  'pipe-to-shell',
  'curl-fail',
  'set-line',
  'apt-recommends',
  'apt-lists',
  'package-release',
  'r-unpinned',
  'r-repository',
  'conda-unpinned',
  'environment-pinned',
  'environment-locked',
  'bashrc-activate',
  'pip-unpinned',
  'lockfile-valid',
  'renv-r-version',
  'renv-bioconductor',
  'renv-record',
  'renv-commit',
  'conda-platform',
  'package-platform',
  'conda-stale',
  'requirements-pinned',
  'template-dockerfile',
  'image-name',
  'image-labels',
  'last-user',
  'ignore-comment',
  'affected-legacy',
  'nx-version',
  'duplicate-target',
  'no-modules',
  'empty-glob',
  'module-without-dockerfile',
  'dockerfile-name',
  'dockerfile-place',
  'module-link',
  'workflow-sync',
] as const

export type RuleId = (typeof RULE_IDS)[number]

/** What a person may do about a name that is no rule's. */
export function suggestRule(id: string): string {
  const near = suggestName(id, RULE_IDS)
  return near === undefined ? 'docs/rules.md has them all.' : `Did you mean ${near}?`
}

/** True for a name that comments and options may switch off. */
export function isRuleId(id: string): boolean {
  return (RULE_IDS as readonly string[]).includes(id)
}
