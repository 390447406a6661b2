import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ecrPublicService } from './ecr-public-service.js'

/** An upload by the registry's own interface. https://docs.aws.amazon.com/AmazonECR/latest/public/public-repository-policies.html */
const UPLOAD = ['BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage']

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[]
}

it('docs/publish.md grants what is asked of the service, and nothing else', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/publish.md'), 'utf8')
  const policies = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json]) => JSON.parse(json ?? '') as Policy)
  const granted = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))
  const asked = [...Object.values(ecrPublicService.permissions).flat(), ...UPLOAD.map((action) => `ecr-public:${action}`)]
  expect([...new Set(granted)].sort()).toEqual([...asked, 'sts:AssumeRoleWithWebIdentity'].sort())
})
