import { describe, expect, it } from 'vitest'
import { type BuildMatrix, findUnfitNames, planBuildMatrix } from './build-matrix.js'
import type { PlannedModule } from './workspace-plan.js'

const module = (name: string, dependsOn: string[] = [], action: PlannedModule['action'] = 'build'): PlannedModule => ({
  name,
  root: `modules/${name}`,
  image: `r.example/${name}`,
  key: 'k',
  contentTag: `key-${name}`,
  active: true,
  dependsOn,
  inputs: [],
  bases: [],
  state: 'missing',
  digest: null,
  action,
  reasons: [],
})

const names = ({ levels }: BuildMatrix) => levels.map(({ include }) => include.map(({ modules }) => modules))

describe('planBuildMatrix', () => {
  it('puts each module right after the last of its bases', () => {
    const modules = [module('d', ['c', 'a']), module('b'), module('c', ['a']), module('a'), module('e', ['d', 'b'])]
    expect(planBuildMatrix(modules)).toEqual({
      levels: [
        {
          include: [
            { name: 'a', modules: 'a', key: 'key-a' },
            { name: 'b', modules: 'b', key: 'key-b' },
          ],
        },
        { include: [{ name: 'c', modules: 'c', key: 'key-c' }] },
        { include: [{ name: 'd', modules: 'd', key: 'key-d' }] },
        { include: [{ name: 'e', modules: 'e', key: 'key-e' }] },
      ],
      promote: [],
      broken: [],
    })
  })

  it('names what only needs its tags moved', () => {
    expect(planBuildMatrix([module('a'), module('c', [], 'promote'), module('b', [], 'promote'), module('d', [], 'none')]).promote).toEqual(
      ['c', 'b'],
    )
  })

  it('leaves out what has passed its test build, and still builds what stands on it', () => {
    const modules = [module('a'), module('b', ['a'])]
    expect(names(planBuildMatrix(modules, { flat: true, tested: new Set(['key-a', '']) }))).toEqual([['b']])
  })

  it('leaves out what is there, and waits for nobody who is', () => {
    const modules = [module('a', [], 'none'), module('b', ['a'], 'promote'), module('c', ['b'])]
    expect(names(planBuildMatrix(modules))).toEqual([['c']])
    expect(planBuildMatrix([module('a', [], 'none')])).toEqual({ levels: [], promote: [], broken: [] })
  })

  it('puts all into one level for test builds', () => {
    const modules = [module('c', ['a']), module('a'), module('b', [], 'none')]
    expect(names(planBuildMatrix(modules, { flat: true }))).toEqual([['a', 'c']])
    expect(planBuildMatrix([module('b', [], 'none')], { flat: true })).toEqual({ levels: [], promote: [], broken: [] })
  })

  it('shares jobs evenly where there are more modules than jobs', () => {
    const modules = ['a', 'b', 'c', 'd', 'e'].map((name) => module(name))
    expect(planBuildMatrix(modules, { jobs: 2 }).levels[0]?.include).toEqual([
      { name: 'a and 1 more', modules: 'a,b' },
      { name: 'c and 2 more', modules: 'c,d,e' },
    ])
    const many = Array.from({ length: 1000 }, (_, i) => module(`m${i}`))
    expect(planBuildMatrix(many).levels[0]?.include.map((job) => job.modules.split(',').length)).toEqual(
      expect.arrayContaining([3, 4]) as number[],
    )
    expect(planBuildMatrix(many).levels[0]?.include).toHaveLength(256)
  })

  it.each(['a,b', '$(touch x)', 'a b', '-x', "'"])('has no job for a module of the name %j, and one for the others', (name) => {
    const modules = [module(name), module('child', [name])]
    const failures = findUnfitNames(modules)
    expect(failures).toMatchObject([{ module: name, error: { code: 'unfit-module-name', place: { file: `modules/${name}` } } }])
    const matrix = planBuildMatrix(modules, { failures })
    expect(names(matrix)).toEqual([['child']])
    expect(matrix.broken).toEqual([
      {
        name,
        error: {
          code: 'unfit-module-name',
          message: expect.stringContaining(name) as string,
          file: `modules/${name}`,
          fix: expect.stringContaining('project.json') as string,
        },
      },
    ])
  })
})
