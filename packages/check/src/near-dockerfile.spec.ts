import { expect, it } from 'vitest'
import { isNearDockerfile } from './near-dockerfile.js'

it.each([
  'dockerfile',
  'DOCKERFILE',
  'Dockerfile.dev',
  'Dockerfile-gpu',
  'Dockerfile.txt',
  'Containerfile',
  'containerfile',
  'a.Dockerfile',
])('takes %s for a Dockerfile by another name', (name) => expect(isNearDockerfile(name)).toBe(true))

it.each(['Dockerfile', 'Dockerfile.dockerignore', '.dockerignore', 'dockerfiles', 'my-Dockerfile-notes.md', 'README.md'])(
  'leaves %s alone',
  (name) => expect(isNearDockerfile(name)).toBe(false),
)
