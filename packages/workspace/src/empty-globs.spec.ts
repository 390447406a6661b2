import { describe, expect, it } from 'vitest'
import { temporaryWorkspace } from './testing/temporary-workspace.js'
import { findEmptyGlobs } from './empty-globs.js'
import { findModuleFolders } from './find-modules.js'
import { parseSettings } from './settings.js'
import { createWorkingTree } from './working-tree.js'

/** The empty globs among these, where modules/a, modules/deep/b/image and tools/ are. */
function emptyGlobs(modules: string | string[], leftOut: readonly string[] = []) {
  const files = createWorkingTree(
    temporaryWorkspace({ 'modules/a/Dockerfile': '', 'modules/deep/b/image/Dockerfile': '', 'tools/README.md': '' }),
  )
  const settings = parseSettings({ modules })
  const roots = findModuleFolders(files, settings).roots.filter((root) => !leftOut.includes(root))
  return findEmptyGlobs(files, settings, roots)
}

describe('findEmptyGlobs', () => {
  it.each([['modules/*'], ['./modules/*/'], [['modules/a', 'modules/**/image']], [['modules/*', '!old/*']]])(
    'finds none in %j',
    (modules) => {
      expect(emptyGlobs(modules)).toEqual([])
    },
  )

  it.each([
    ['modulez/*', 'modules/*'],
    ['Modules/*', 'modules/*'],
    ['module/**', 'modules/**'],
    ['modules/depp/*/image', 'modules/deep/*/image'],
    ['modules', 'modules/*'],
    ['modules/*/Dockerfile', 'modules/*'],
    ['analyses/*', undefined],
    ['tools/*', undefined],
    ['{modulez,tools}/*', undefined],
    ['.', undefined],
    ['!modules/*', undefined],
  ])('finds %s, which may have been to be %s', (glob, meant) => {
    expect(emptyGlobs(glob)).toEqual([meant === undefined ? { glob } : { glob, meant }])
  })

  it('finds those that stand beside others, and suggests none that is there already', () => {
    expect(emptyGlobs(['modules/*', 'modulez/*', 'tolls/*'])).toEqual([{ glob: 'modulez/*' }, { glob: 'tolls/*', meant: 'tools/*' }])
  })

  it('names a folder that Nx leaves out', () => {
    const leftOut = ['modules/a']
    expect(emptyGlobs('modules/*', leftOut)).toEqual([{ glob: 'modules/*', leftOut: 'modules/a' }])
    expect(emptyGlobs(['modules/*', '!modules/a', 'tolls/*'], leftOut)).toEqual([
      { glob: 'modules/*' },
      { glob: 'tolls/*', meant: 'tools/*' },
    ])
  })

  it('takes a glob for empty whose modules another one excludes', () => {
    expect(emptyGlobs(['modules/a', '!modules/a'])).toEqual([{ glob: 'modules/a' }])
  })
})
