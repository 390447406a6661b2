import { expect, it } from 'vitest'
import { hasAwsSigns } from './aws-signs.js'

const VENDOR = '/sys/class/dmi/id/sys_vendor'

function readsOf(files: Record<string, string | Error>) {
  return async (path: string) => {
    const file = files[path]
    if (file instanceof Error) throw file
    return file
  }
}

it.each([
  [{}, {}, false],
  [{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: '' }, {}, false],
  [{ AWS_ACCESS_KEY_ID: 'x' }, {}, true],
  [{ AWS_WEB_IDENTITY_TOKEN_FILE: '/token' }, {}, true],
  [{ AWS_ROLE_ARN: 'arn' }, {}, false],
  [{ AWS_ROLE_ARN: 'arn', ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token' }, {}, false],
  [{ AWS_ROLE_ARN: 'arn', ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' }, {}, true],
  [{ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2' }, {}, true],
  [{ AWS_EC2_METADATA_DISABLED: 'false' }, {}, true],
  [{ AWS_EC2_METADATA_DISABLED: 'true' }, {}, false],
  [{}, { '/home/me/.aws/credentials': '' }, true],
  [{}, { '/home/me/.aws/config': '[sso]' }, true],
  [{ AWS_CONFIG_FILE: '/else' }, { '/home/me/.aws/config': '[sso]' }, false],
  [{}, { '/home/me/.aws/config': new Error('EACCES') }, true],
  [{}, { [VENDOR]: 'Amazon EC2\n' }, true],
  [{}, { [VENDOR]: 'QEMU\n' }, false],
  [{}, { [VENDOR]: new Error('EACCES') }, false],
])('%j with files %j: %s', async (env, files, isSign) => {
  expect(await hasAwsSigns({ env, home: '/home/me', readFile: readsOf(files) })).toBe(isSign)
})
