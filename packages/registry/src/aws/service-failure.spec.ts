import { expect, it } from 'vitest'
import { serviceError, toServiceFailure } from './service-failure.js'

const SERVICE = {
  title: 'Amazon ECR',
  endpointVariable: 'AWS_ENDPOINT_URL_ECR',
  reference: 'AmazonECR',
  permissions: { CreateRepository: ['ecr:CreateRepository'] },
}

/** As the SDK throws it. */
function sdkError(name: string, status: number | undefined): Error {
  return Object.assign(new Error(`It said ${name}.`), { name, $metadata: { httpStatusCode: status } })
}

it.each([
  ['AccessDeniedException', 400, 'ecr-denied', 'permission ecr:CreateRepository'],
  ['LimitExceededException', 400, 'ecr-limit-exceeded', 'ask AWS to raise it'],
  ['ThrottlingException', 400, 'ecr-throttled', 'later'],
  ['ServerException', 500, 'ecr-failing', 'later'],
  ['ECONNRESET', undefined, 'ecr-unreachable', 'AWS_ENDPOINT_URL_ECR'],
  ['InvalidParameterException', 400, 'ecr-refused', 'API_CreateRepository.html'],
  ['SyntaxError', undefined, 'ecr-bad-reply', 'proxy'],
  ['CredentialsProviderError', undefined, 'aws-sign-in-missing', 'AWS_PROFILE'],
  ['ExpiredTokenException', 400, 'aws-sign-in-refused', 'Renew the sign-in'],
])('%s, status %s, is %s, and says what to do', (name, status, code, fix) => {
  const failure = toServiceFailure(sdkError(name, status), (text) => text)
  const error = serviceError(SERVICE, failure, { operation: 'CreateRepository', doing: 'make the repository a' })
  expect(error).toMatchObject({ code, fix: expect.stringContaining(fix) })
  expect(error.message).toBe(`Could not make the repository a: Amazon ECR's CreateRepository failed with ${name}, "It said ${name}.".`)
})

it.each(['ThrottlingException', 'ServerException', 'LimitExceededException', 'AccessDeniedException', 'InvalidParameterException'])(
  'tries %s again only where that may help',
  (name) => {
    const passes = ['ThrottlingException', 'ServerException'].includes(name)
    expect(toServiceFailure(sdkError(name, name === 'ServerException' ? 500 : 400), (text) => text).isTransient).toBe(passes)
  },
)
