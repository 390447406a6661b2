import { expect, it } from 'vitest'
import { parseEcrHost } from './ecr-host.js'

const ACCOUNT = '123456789012'

it.each([
  [`${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`, 'eu-west-1', false, false],
  [`${ACCOUNT}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`, 'us-gov-west-1', true, false],
  [`${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn`, 'cn-north-1', false, false],
  [`${ACCOUNT}.dkr-ecr.ap-southeast-2.on.aws`, 'ap-southeast-2', false, true],
  [`${ACCOUNT}.dkr-ecr-fips.us-east-1.on.aws`, 'us-east-1', true, true],
])('%s', (host, region, useFipsEndpoint, useDualstackEndpoint) => {
  expect(parseEcrHost(host)).toEqual({ account: ACCOUNT, region, useFipsEndpoint, useDualstackEndpoint })
})

it.each([
  'public.ecr.aws',
  '12345.dkr.ecr.eu-west-1.amazonaws.com',
  `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com.example.org`,
  `evil.${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
  `${ACCOUNT}.dkr.ecr.eu-west-1.example.com`,
  `${ACCOUNT}.dkr.ecr..amazonaws.com`,
  `${ACCOUNT}.dkr.ecr.eu-west-1/x.amazonaws.com`,
  `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com:8080`,
  '127.0.0.1:5000',
  '',
])('%j is no private registry of Amazon', (host) => expect(parseEcrHost(host)).toBeUndefined())
