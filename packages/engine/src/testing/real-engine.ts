import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import type { BuildRequest } from '../build-request.js'
import { createEngine } from '../create-engine.js'
import type { Engine } from '../engine.js'

/** A statically linked shell, so that a test can build FROM scratch without any network. */
const BUSYBOX = '/bin/busybox'

/** The Docker of this machine. Tests fail without one, with Docker's own words. */
export const engine = createEngine({ env: process.env, name: 'docker' })

/** A name that no other test has; its image is removed when the test is done. */
export function createImageName(tag = '1', owner: Pick<Engine, 'remove'> = engine): string {
  const name = `module-images-test/${randomBytes(6).toString('hex')}:${tag}`
  onTestFinished(() => owner.remove(name))
  return name
}

/** A context with a Dockerfile, and a static busybox when the Dockerfile names it. */
export function createContext(dockerfile: string): string {
  const folder = createTestFolder()
  writeFileSync(join(folder, 'Dockerfile'), dockerfile)
  if (dockerfile.includes('busybox')) {
    if (!existsSync(BUSYBOX))
      throw new Error(`${BUSYBOX} is missing: install the package busybox-static, which these tests build images from.`)
    copyFileSync(BUSYBOX, join(folder, 'busybox'))
  }
  return folder
}

/** The first lines of a Dockerfile whose RUN lines have a shell. */
export const WITH_SHELL = ['FROM scratch', 'COPY busybox /bin/busybox', 'SHELL ["/bin/busybox", "sh", "-c"]']

/** A build into the engine, under a name of its own unless `change` gives one. */
export function buildRequest(context: string, change: Partial<BuildRequest> = {}): BuildRequest {
  return {
    context,
    dockerfile: join(context, 'Dockerfile'),
    // An image without a name would stay in the engine for ever.
    tags: change.tags ?? [createImageName()],
    buildArgs: {},
    platforms: [],
    labels: {},
    secrets: [],
    ssh: [],
    cacheFrom: [],
    cacheTo: [],
    noCache: false,
    addHosts: {},
    buildContexts: {},
    output: { kind: 'load' },
    reproduce: 'docker buildx build',
    ...change,
  }
}
