/** One sign by which a CI service says that a run is about a change nobody has merged. */
interface Sign {
  readonly variable: string
  readonly says: (value: string) => boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const anything = () => true
/** Some services set the variable in every run, to `false` where there is no pull request. */
const notFalse = (value: string) => value !== 'false'
const oneOf =
  (...values: readonly string[]) =>
  (value: string) =>
    values.includes(value)

/**
 * In order: the first that applies is named. `pull_request_target` and `merge_group` have the repository's own rights, but what they build
 * is not merged either. Sources:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 * https://circleci.com/docs/reference/variables/ https://buildkite.com/docs/pipelines/configure/environment-variables
 * https://learn.microsoft.com/azure/devops/pipelines/build/variables https://docs.travis-ci.com/user/environment-variables/
 * https://www.jenkins.io/doc/book/pipeline/multibranch/#additional-environment-variables
 * https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
 * https://docs.drone.io/pipeline/environment/reference/ https://woodpecker-ci.org/docs/usage/environment
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html https://www.appveyor.com/docs/environment-variables/
 * https://cirrus-ci.org/guide/writing-tasks/#environment-variables
 * https://docs.semaphore.io/reference/env-vars https://docs.bitrise.io/en/bitrise-ci/references/available-environment-variables.html
 */
export const PULL_REQUEST_SIGNS: readonly Sign[] = [
  { variable: 'GITHUB_EVENT_NAME', says: (value) => value.startsWith('pull_request') || value === 'merge_group' },
  { variable: 'GITHUB_REF', says: (value) => value.startsWith('refs/pull/') },
  { variable: 'CI_PIPELINE_SOURCE', says: oneOf('merge_request_event', 'external_pull_request_event') },
  { variable: 'CI_MERGE_REQUEST_IID', says: anything },
  { variable: 'CI_EXTERNAL_PULL_REQUEST_IID', says: anything },
  { variable: 'CIRCLE_PULL_REQUEST', says: anything },
  { variable: 'CIRCLE_PR_NUMBER', says: anything },
  { variable: 'BUILDKITE_PULL_REQUEST', says: notFalse },
  { variable: 'TRAVIS_PULL_REQUEST', says: notFalse },
  { variable: 'BUILD_REASON', says: oneOf('PullRequest') },
  { variable: 'SYSTEM_PULLREQUEST_PULLREQUESTID', says: anything },
  { variable: 'CHANGE_ID', says: anything },
  { variable: 'BITBUCKET_PR_ID', says: anything },
  { variable: 'DRONE_PULL_REQUEST', says: anything },
  { variable: 'CI_PIPELINE_EVENT', says: (value) => value.startsWith('pull_request') },
  { variable: 'CODEBUILD_WEBHOOK_EVENT', says: (value) => value.startsWith('PULL_REQUEST_') && value !== 'PULL_REQUEST_MERGED' },
  { variable: 'APPVEYOR_PULL_REQUEST_NUMBER', says: anything },
  { variable: 'CIRRUS_PR', says: anything },
  { variable: 'SEMAPHORE_GIT_PR_NUMBER', says: anything },
  { variable: 'BITRISE_PULL_REQUEST', says: anything },
]

/** What says that this run is a pull request's, as `GITHUB_EVENT_NAME=pull_request`; undefined where nothing does. */
export function findPullRequestSign(env: Environment): string | undefined {
  const sign = PULL_REQUEST_SIGNS.find(({ variable, says }) => {
    const value = env[variable]?.trim()
    return value !== undefined && value !== '' && says(value)
  })
  return sign && `${sign.variable}=${env[sign.variable]?.trim() ?? ''}`
}
