import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createContentKeys, createWorkingTree, openWorkspace, readNxWorkspace, type Workspace } from '@module-images/workspace'
import { writeFiles } from '@module-images/workspace/testing'
import { arbitraryWorkspace, meddler, MEDDLER, type WorkspaceFiles } from './testing/arbitrary-workspace.js'
import { readNxProjects } from './testing/nx-projects.js'

/** Workspaces that Nx can read; it refuses some that hold what it does not take. */
const WORKSPACES = 300
const SEED = 14

/** All that the modules' images are made of, and what they are called. */
async function describe(workspace: Workspace): Promise<unknown> {
  const contentKeys = createContentKeys(workspace)
  const all = [...workspace.modules.values(), ...workspace.broken.values()].sort((a, b) => (a.root < b.root ? -1 : 1))
  const described = all.map(async ({ name, root, image, active }) => {
    const result = await contentKeys.keyOf(name)
    const { options } = workspace.modules.get(name) ?? {}
    const shell = workspace.definitions.get(root)?.optionsOf('docker-run')
    return {
      name,
      root,
      image,
      active,
      shell,
      ...(result.kind === 'keyed' ? { key: result.key, options } : { fault: result.error.message }),
    }
  })
  return Promise.all(described)
}

/** What the way of the tasks and the way of the commands say; nothing where Nx cannot read the workspace. */
async function readBoth(files: WorkspaceFiles) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-test-')))
  try {
    writeFiles(root, files)
    const projects = await readNxProjects(root, { [MEDDLER]: meddler }).catch(() => undefined)
    if (projects === undefined) return undefined
    let asked = 0
    const opened = await openWorkspace(root, async () => (asked++, projects))
    const task = readNxWorkspace(createWorkingTree(root), projects)
    return { asked, command: await describe(opened), task: await describe(task) }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

it(
  'says one thing of each module, whether Nx or a command reads the workspace, and asks Nx only where it has to',
  { timeout: 600_000 },
  async () => {
    const counts = { read: 0, refused: 0, alone: 0, asked: 0, modules: 0 }
    for (const files of fc.sample(arbitraryWorkspace, { numRuns: WORKSPACES * 2, seed: SEED })) {
      if (counts.read === WORKSPACES) break
      const both = await readBoth(files)
      if (both === undefined) {
        counts.refused += 1
        continue
      }
      expect(both.command, JSON.stringify(files, null, 1)).toEqual(both.task)
      counts.read += 1
      counts.modules += (both.task as unknown[]).length
      counts[both.asked === 0 ? 'alone' : 'asked'] += 1
    }
    expect(counts.read).toBe(WORKSPACES)
    expect(Math.min(counts.alone, counts.asked)).toBeGreaterThan(40)
    expect(counts.modules).toBeGreaterThan(600)
  },
)
