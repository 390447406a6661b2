import { join } from 'node:path'
import { type JobTokenService, readJobTokenService } from '../job-tokens.js'
import type { ServiceContext } from '../kinds/registry-kind.js'

/** Each is a way to be signed in to AWS. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
]
/** What a virtual machine's firmware says of its maker; those of AWS may have a role. */
const VENDOR_FILE = '/sys/class/dmi/id/sys_vendor'

/** Whether the environment says how to sign in, in one of the ways that the SDK finds by itself. */
function hasOutrightSignIn(env: ServiceContext['env']): boolean {
  return VARIABLES.some((name) => env[name])
}

/** A role that a job of GitHub Actions takes with the identity GitHub gives it. */
export interface JobRole {
  readonly arn: string
  /** As AWS's own logs show who took it. */
  readonly sessionName: string
  /** Whom the job's token is for. */
  readonly audience: string
  readonly tokens: JobTokenService
}

/**
 * The role that the environment names, where this is a job with the permission `id-token: write` and nothing else in the environment signs it in.
 */
export function readJobRole(env: ServiceContext['env']): JobRole | undefined {
  const [arn, tokens] = [env['AWS_ROLE_ARN'], readJobTokenService(env)]
  if (!arn || tokens === undefined || hasOutrightSignIn(env)) return undefined
  return {
    arn,
    sessionName: env['AWS_ROLE_SESSION_NAME'] || 'module-images',
    audience: env['MODULE_IMAGES_AWS_AUDIENCE'] || 'sts.amazonaws.com',
    tokens,
  }
}

/**
 * Whether there is any sign of a sign-in to AWS. Without one the SDK need not be loaded, nor wait for a metadata service that
 * only AWS's own machines have: most who read public images have no AWS account.
 */
export async function hasAwsSigns({ env, home, readFile }: Pick<ServiceContext, 'env' | 'home' | 'readFile'>): Promise<boolean> {
  if (hasOutrightSignIn(env) || readJobRole(env) !== undefined || env['AWS_EC2_METADATA_DISABLED'] === 'false') return true
  const files = [
    env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials'),
    env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config'),
  ]
  // One that cannot be read is a sign as well: the SDK will say what is wrong with it.
  for (const file of files) if ((await readFile(file).catch(() => '')) !== undefined) return true
  return (await readFile(VENDOR_FILE).catch(() => undefined))?.startsWith('Amazon EC2') ?? false
}
