import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { checkPrerequisites } from './prerequisites.js'
import { createTemplate } from './workspace/template.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** An Nx workspace with the packed package installed and nothing else in it, to be copied. */
    template: string
  }
}

/** Once a run: packs and installs; every test file copies what is made here. */
export default async function setup(project: TestProject): Promise<() => void> {
  await checkPrerequisites()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-e2e-template-')))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // An interrupted run ends without what is returned here.
  process.once('exit', remove)
  try {
    project.provide('template', await createTemplate(join(import.meta.dirname, '../../..'), folder))
    return remove
  } catch (error) {
    remove()
    throw error
  }
}
