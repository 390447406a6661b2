/** The operations used, of either service. */
export type Operation =
  | 'GetAuthorizationToken'
  | 'DescribeRepositories'
  | 'CreateRepository'
  | 'GetRepositoryCatalogData'
  | 'PutRepositoryCatalogData'
  | 'DescribeImages'
  | 'BatchDeleteImage'

/** What was being done, in which words for a person: `create the repository hello-r`. */
export interface Call {
  readonly operation: Operation
  readonly doing: string
}
