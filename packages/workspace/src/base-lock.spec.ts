import { renderError } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { createContentKeys } from './keys/content-keys.js'
import { temporaryWorkspace } from './testing/temporary-workspace.js'
import { readWorkspace } from './testing/plain-workspace.js'

const [one, two] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`]

function lockText(bases: Record<string, { digest: string; platforms?: string[] }>, epoch = 0): string {
  const entries = Object.entries(bases).map(([name, { digest, platforms = ['linux/amd64'] }]) => [
    name,
    { digest, platforms, resolved: '2026-01-01T00:00:00Z' },
  ])
  return JSON.stringify({ lock: 1, epoch, bases: Object.fromEntries(entries) as object })
}

async function keyOf(files: Record<string, string>, options: object = {}): Promise<string> {
  const result = await createContentKeys(readWorkspace(temporaryWorkspace(files, options))).keyOf('a')
  return result.kind === 'keyed' ? result.key : renderError(result.error)
}

describe('a module with a base lock', () => {
  it('has the digests of its lock, but not for modules and not for what the Dockerfile pins', () => {
    const root = temporaryWorkspace({
      'modules/r-base/Dockerfile': 'FROM scratch\n',
      'modules/a/Dockerfile': `FROM debian AS x\nFROM public.ecr.aws/openscpca/r-base\nCOPY --from=x / /\nCOPY --from=alpine@${two} / /\nRUN --mount=from=busybox ls\n`,
      'modules/a/image-lock.json': lockText({
        debian: { digest: one },
        busybox: { digest: two },
        'public.ecr.aws/openscpca/r-base': { digest: one },
        [`alpine@${two}`]: { digest: one },
      }),
    })
    expect(readWorkspace(root).modules.get('a')?.bases).toEqual([
      { kind: 'external', reference: 'debian', digest: one, line: 1 },
      { kind: 'module', reference: 'public.ecr.aws/openscpca/r-base', module: 'r-base', line: 2 },
      { kind: 'external', reference: `alpine@${two}`, digest: two, line: 4 },
      { kind: 'external', reference: 'busybox', digest: two, line: 5 },
    ])
  })

  it('has another key for another digest and for another epoch, and for nothing else of the file', async () => {
    const dockerfile = { 'modules/a/Dockerfile': 'FROM debian\n' }
    const withLock = (text: string) => keyOf({ ...dockerfile, 'modules/a/image-lock.json': text })
    const locked = await withLock(lockText({ debian: { digest: one } }))
    const others = [
      await keyOf(dockerfile),
      await withLock(lockText({ debian: { digest: two } })),
      await withLock(lockText({ debian: { digest: one } }, 1)),
    ]
    expect(new Set([locked, ...others]).size).toBe(4)
    expect(await withLock(lockText({ debian: { digest: one, platforms: ['linux/amd64', 'linux/arm64'] }, gone: { digest: two } }))).toBe(
      locked,
    )
  })

  it('is broken by a lock that is none, with the file, and leaves the others alone', () => {
    const { modules, broken } = readWorkspace(
      temporaryWorkspace({
        'modules/a/Dockerfile': 'FROM debian\n',
        'modules/a/image-lock.json': '<<<<<<< HEAD\n',
        'modules/b/Dockerfile': 'FROM debian\n',
      }),
    )
    expect([...modules.keys()]).toEqual(['b'])
    expect(broken.get('a')?.error).toMatchObject({ code: 'bad-base-lock', place: { file: 'modules/a/image-lock.json' } })
  })

  it('cannot be built for a platform that its locked base does not have, but can be read', async () => {
    const files = {
      'modules/a/Dockerfile': 'FROM scratch AS empty\nFROM debian\n',
      'modules/a/image-lock.json': lockText({ debian: { digest: one, platforms: ['linux/amd64', 'linux/arm/v7'] } }),
    }
    expect(await keyOf(files, { platforms: ['linux/amd64', 'linux/s390x'] })).toBe(
      'modules/a/Dockerfile:2: a is to be built for linux/s390x, but its base debian is there for linux/amd64, linux/arm/v7 only.\n' +
        "  Take it off the module's platforms, choose another base, or, if a newer image has it: npx --no module-images refresh a",
    )
    expect([...readWorkspace(temporaryWorkspace(files, { platforms: ['linux/s390x'] })).modules.keys()]).toEqual(['a'])
  })

  it('wants of a base the platforms it is used for: one of several, or none where its stage chooses', async () => {
    const files = {
      'modules/a/Dockerfile': 'FROM --platform=$BUILDPLATFORM golang AS go\nFROM tool-${TARGETARCH}\nCOPY --from=go / /\n',
      'modules/a/image-lock.json': lockText({
        golang: { digest: one },
        'tool-amd64': { digest: one, platforms: ['linux/amd64'] },
        'tool-arm64': { digest: one, platforms: ['linux/arm64'] },
      }),
    }
    expect(await keyOf(files, { platforms: ['linux/amd64', 'linux/arm64'] })).toMatch(/^[0-9a-f]{64}$/)
  })
})
