/** What the host of a private registry at Amazon tells. */
export interface EcrHost {
  /** Of the account whose registry it is: 12 digits. */
  readonly account: string
  readonly region: string
  /** The endpoints of the service that are of the same sort. */
  readonly useFipsEndpoint: boolean
  readonly useDualstackEndpoint: boolean
}

/**
 * `123456789012.dkr.ecr.eu-west-1.amazonaws.com`, with `ecr-fips` for the endpoints that are validated so, and `dkr-ecr…on.aws` for those that have
 * IPv6 too; China and Europe's own cloud end otherwise.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html, https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html
 */
const HOST =
  /^(?<account>\d{12})\.dkr(?<separator>[.-])ecr(?<fips>-fips)?\.(?<region>[a-z]{2,}(?:-[a-z]+)+-\d+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.(?:aws|amazonwebservices\.com\.cn))$/

/** Undefined where the host is no registry of Amazon's, or another sort of it. */
export function parseEcrHost(host: string): EcrHost | undefined {
  const { account, separator, fips, region } = HOST.exec(host)?.groups ?? {}
  if (account === undefined || region === undefined) return undefined
  return { account, region, useFipsEndpoint: fips !== undefined, useDualstackEndpoint: separator === '-' }
}
