import { expect, it } from 'vitest'
import { serviceError, toServiceFailure } from './service-failure.js'

/** As the SDK throws it. */
function sdkError(name: string, status: number | undefined): Error {
  return Object.assign(new Error(`It said ${name}.`), { name, $metadata: { httpStatusCode: status } })
}

it.each([
  ['AccessDeniedException', 400, 'ecr-public-denied', 'permission ecr-public:CreateRepository'],
  ['LimitExceededException', 400, 'ecr-public-limit-exceeded', 'ask AWS to raise it'],
  ['ThrottlingException', 400, 'ecr-public-throttled', 'later'],
  ['ServerException', 500, 'ecr-public-failing', 'later'],
  ['ECONNRESET', undefined, 'ecr-public-unreachable', 'AWS_ENDPOINT_URL_ECR_PUBLIC'],
  ['InvalidParameterException', 400, 'ecr-public-refused', 'API_CreateRepository.html'],
  ['SyntaxError', undefined, 'ecr-public-bad-reply', 'proxy'],
  ['CredentialsProviderError', undefined, 'aws-sign-in-missing', 'AWS_PROFILE'],
  ['ExpiredTokenException', 400, 'aws-sign-in-refused', 'Renew the sign-in'],
])('%s, status %s, is %s, and says what to do', (name, status, code, fix) => {
  const failure = toServiceFailure(sdkError(name, status), (text) => text)
  const error = serviceError(failure, { operation: 'CreateRepository', doing: 'make the repository a' })
  expect(error).toMatchObject({ code, fix: expect.stringContaining(fix) })
  expect(error.message).toBe(`Could not make the repository a: ECR Public's CreateRepository failed with ${name}, "It said ${name}.".`)
})

it.each(['ThrottlingException', 'ServerException', 'LimitExceededException', 'AccessDeniedException', 'InvalidParameterException'])(
  'tries %s again only where that may help',
  (name) => {
    const passes = ['ThrottlingException', 'ServerException'].includes(name)
    expect(toServiceFailure(sdkError(name, name === 'ServerException' ? 500 : 400), (text) => text).isTransient).toBe(passes)
  },
)
