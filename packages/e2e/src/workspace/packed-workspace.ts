import { afterAll, beforeAll } from 'vitest'
import { startTestRegistry, type TestRegistry } from '../registry/test-registry.js'
import { createTestWorkspace, type TestWorkspace } from './test-workspace.js'

export interface PackedWorkspaceRequest {
  /** What is committed before the first test. Without it nothing is, and there is no repository yet. */
  readonly files?: (workspace: TestWorkspace) => Readonly<Record<string, string | Buffer>>
  /** Options of the plugin beside `registry`. */
  readonly options?: Readonly<Record<string, unknown>>
  /** `private` asks for a sign-in. With `none` nothing answers at the workspace's registry. */
  readonly registry?: 'open' | 'private' | 'none'
}

export interface PackedWorkspace {
  readonly workspace: TestWorkspace
  readonly registry: TestRegistry
}

/** A port that is reserved and never used. */
const NOBODY = '127.0.0.1:1'

/**
 * One registry and one workspace with the packed plugin for all tests of a `describe`, or of a file. They are made before the first test and
 * gone after the last. What is returned stands for them, to be used within tests and hooks.
 */
export function usePackedWorkspace({ files, options = {}, registry: kind = 'open' }: PackedWorkspaceRequest): PackedWorkspace {
  let [registry, workspace] = [undefined as TestRegistry | undefined, undefined as TestWorkspace | undefined]
  beforeAll(async () => {
    registry = kind === 'none' ? undefined : await startTestRegistry({ isPrivate: kind === 'private' })
    workspace = await createTestWorkspace({ registryHost: registry?.host ?? NOBODY, options })
    if (files === undefined) return
    workspace.write(files(workspace))
    await workspace.commit('start')
  })
  afterAll(async () => {
    try {
      await workspace?.dispose()
    } finally {
      await registry?.stop()
    }
  })
  return { workspace: standIn('workspace', () => workspace), registry: standIn('registry', () => registry) }
}

/** Reads every property of what is there by then. */
function standIn<T extends object>(name: string, read: () => T | undefined): T {
  return new Proxy({} as T, {
    get(_, property) {
      const made = read()
      if (made === undefined) throw new Error(`There is no ${name} here: it is made before the first test, where one is asked for.`)
      return Reflect.get(made, property)
    },
  })
}
