import { join } from 'node:path'
import type { BuildRequest } from '@module-images/engine'

/** A plain build of a folder into the engine, for tests that need an image of their own. */
export function plainBuild(folder: string, tag: string, change: Partial<BuildRequest> = {}): BuildRequest {
  return {
    ...{ context: folder, dockerfile: join(folder, 'Dockerfile'), tags: [tag], output: { kind: 'load' } },
    ...{ buildArgs: {}, labels: {}, buildContexts: {}, addHosts: {}, reproduce: '' },
    ...{ platforms: [], secrets: [], ssh: [], cacheFrom: [], cacheTo: [], noCache: false },
    ...change,
  }
}
