import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PERMISSIONS } from './ecr-service.js'

/** Of the registry's own interface. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const READ = ['BatchGetImage', 'GetDownloadUrlForLayer', 'BatchCheckLayerAvailability', 'ListImages']
const UPLOAD = ['InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage']

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[]
}

function grantedBy({ Statement }: Policy): string[] {
  return Statement.flatMap(({ Action }) => Action).toSorted()
}

it('docs/registries.md grants what is asked of the service, and nothing else', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/registries.md'), 'utf8')
  const policies = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json]) => grantedBy(JSON.parse(json ?? '') as Policy))
  const ofProtocol = (actions: readonly string[]) => actions.map((action) => `ecr:${action}`)
  expect([...new Set(policies.flat())].toSorted()).toEqual(
    [...Object.values(PERMISSIONS).flat(), ...ofProtocol([...READ, ...UPLOAD])].toSorted(),
  )
  const [, reading] = policies
  expect(reading).toEqual([...PERMISSIONS.GetAuthorizationToken, ...ofProtocol(READ)].toSorted())
})
