import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { selectInputs } from '@module-images/core'
import { expect, it } from 'vitest'
import { readPlainModules } from '../testing/plain-workspace.js'
import { temporaryWorkspace } from '../testing/temporary-workspace.js'
import type { FileSource } from '../file-source.js'
import type { LinkedModule } from '../link-modules.js'
import { parseSettings } from '../settings.js'
import { createWorkingTree } from '../working-tree.js'
import { listContext } from './list-context.js'

/** A module with a chain of links, `l0` first. */
function chainedModule(links: number, dockerfile: string): { root: string; module: LinkedModule } {
  const root = temporaryWorkspace({ 'm/Dockerfile': `FROM scratch\n${dockerfile}\n` })
  for (let index = 0; index < links; index++) symlinkSync(`l${index + 1}`, join(root, `m/l${index}`))
  writeFileSync(join(root, `m/l${links}`), '')
  return { root, module: readOne(root) }
}

function readOne(root: string): LinkedModule {
  const module = readPlainModules(createWorkingTree(root), parseSettings({ modules: ['*'] }), ['m']).modules.get('m')
  if (module === undefined) throw new Error('no module')
  return module
}

/** How often folders and links are looked at. */
function countSteps(root: string, module: LinkedModule): { lists: number; readLinks: number } {
  const steps = { lists: 0, readLinks: 0 }
  const files = createWorkingTree(root)
  const counting: FileSource = {
    ...files,
    list: (folder) => {
      steps.lists++
      return files.list(folder)
    },
    readLink: (link) => {
      steps.readLinks++
      return files.readLink(link)
    },
  }
  listContext(counting, module)
  return steps
}

it.each(['COPY l0 /o/', 'COPY l* /o/', 'COPY . /o/', 'COPY l0/f /o/', 'COPY l10 l0 l99 /o/'])(
  '%s looks at each of many links a few times',
  (body) => {
    const [few, many] = [100, 1600].map((links) => {
      const { root, module } = chainedModule(links, body)
      return countSteps(root, module)
    })
    expect(many?.lists).toBe(few?.lists)
    expect(many?.readLinks).toBeLessThanOrEqual(3 * 1600)
  },
)

it('lists what a chain leads to, up to the engine’s own bound', () => {
  const { root, module } = chainedModule(255, 'COPY l0 /o/')
  const { entries, problems } = selectInputs(module.reads, module.rules, listContext(createWorkingTree(root), module), () => true)
  expect([entries.length, problems]).toEqual([256, []])
})

it('lists what links lead to below a link that a pattern begins with', () => {
  const root = temporaryWorkspace({ 'm/Dockerfile': 'FROM scratch\nCOPY here/* /o/\n', 'm/far/away/x': '', 'm/other/y': '' })
  symlinkSync('far/away', join(root, 'm/here'))
  symlinkSync('../../other', join(root, 'm/far/away/in'))
  const module = readOne(root)
  const { entries, problems } = selectInputs(module.reads, module.rules, listContext(createWorkingTree(root), module), () => true)
  expect(entries.map(({ path }) => path)).toEqual(['far/away/in', 'far/away/x', 'here', 'other/y'])
  expect(problems).toEqual([])
})

it('opens no folder that the ignore file closes, be a link to it', () => {
  const root = temporaryWorkspace({ 'm/Dockerfile': 'FROM scratch\nCOPY l /o/\n', 'm/.dockerignore': 'big\n', 'm/big/a/x': '' })
  symlinkSync('big/a', join(root, 'm/l'))
  expect(countSteps(root, readOne(root))).toEqual({ lists: 0, readLinks: 3 })
})
