/** What a run publishes: a branch, or something that is none, such as a git tag. */
export type PublishedRef = { readonly kind: 'branch'; readonly name: string } | { readonly kind: 'other' }

type Environment = Readonly<Record<string, string | undefined>>

/** A variable of a CI service that names the branch, and one that says there is none. */
interface Service {
  readonly branch: string
  /** What stands before the name. */
  readonly prefix?: string
  readonly tag?: string
}

/** In order: the first whose variables are set has the say. */
const BRANCH_SERVICES: readonly Service[] = [
  { branch: 'GITHUB_REF', prefix: 'refs/heads/' },
  { branch: 'CI_COMMIT_BRANCH', tag: 'CI_COMMIT_TAG' },
  { branch: 'CIRCLE_BRANCH', tag: 'CIRCLE_TAG' },
  { branch: 'BUILD_SOURCEBRANCH', prefix: 'refs/heads/' },
  { branch: 'BITBUCKET_BRANCH', tag: 'BITBUCKET_TAG' },
  { branch: 'BUILDKITE_BRANCH', tag: 'BUILDKITE_TAG' },
  { branch: 'BRANCH_NAME', tag: 'TAG_NAME' },
]

/** What the CI service says is being published; undefined where none says anything. */
export function findPublishedRef(env: Environment): PublishedRef | undefined {
  for (const { branch, prefix = '', tag } of BRANCH_SERVICES) {
    const [name, tagged] = [env[branch]?.trim() ?? '', tag === undefined ? '' : (env[tag]?.trim() ?? '')]
    if (tagged !== '') return { kind: 'other' }
    if (name !== '') return name.startsWith(prefix) ? { kind: 'branch', name: name.slice(prefix.length) } : { kind: 'other' }
  }
  return undefined
}
