// @ts-check
import { expect, it } from 'vitest'
import { workspaceOf } from './arbitrary-workspace.mjs'
import { renderWorkspace } from './render-workspace.mjs'

const PLACE = { registry: 'registry.example/p' }
const generated = Array.from({ length: 200 }, (_, index) => workspaceOf(1, index))
const rendered = generated.map((workspace) => renderWorkspace(workspace, PLACE))

it('is the same of the same seed, and another of another', () => {
  expect(renderWorkspace(workspaceOf(1, 7), PLACE)).toEqual(rendered[7])
  expect(new Set(rendered.map((files) => JSON.stringify(files))).size).toBeGreaterThan(190)
})

it('has its modules described in every place, and in several at once', () => {
  const has = (/** @type {(workspace: import('./arbitrary-workspace.mjs').Workspace) => unknown} */ test) => generated.filter(test).length
  expect(has(({ targetDefaults }) => targetDefaults)).toBeGreaterThan(50)
  expect(has(({ modules }) => modules.some(({ packageJson, projectJson }) => packageJson?.nx && projectJson))).toBeGreaterThan(50)
  expect(has(({ modules }) => modules.some(({ parent }) => parent !== undefined))).toBeGreaterThan(30)
  expect(has(({ nxignore, gitignore }) => nxignore.length + gitignore.length > 0)).toBeGreaterThan(50)
})

it('has a Dockerfile in each folder, and JSON that is one but for comments and commas', () => {
  for (const [index, files] of rendered.entries()) {
    const folders = Object.keys(files).flatMap((file) => (file.endsWith('/Dockerfile') ? [file.slice(0, -'/Dockerfile'.length)] : []))
    expect(folders.sort()).toEqual(generated[index]?.modules.map(({ root }) => root).sort())
    for (const [file, text] of Object.entries(files))
      if (file.endsWith('.json'))
        expect(() => JSON.parse(text.replace(/^\/\/.*\n/, '').replaceAll(', /* and no more */', ''))).not.toThrow()
  }
})
