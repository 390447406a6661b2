import { describe, expect, it } from 'vitest'
import { type ModuleFlags, resolveTraits } from './module-traits.js'
import { planEnvironment } from './plan-environment.js'

describe('planEnvironment', () => {
  it.each<[ModuleFlags, string[]]>([
    [{}, []],
    [{ useR: true }, []],
    [{ useRenv: true }, ['the renv project (for R outside the image)']],
    [{ usePython: true }, ['conda-lock.yml', 'the conda environment .conda']],
    [{ usePython: true, condaFileOnly: true }, []],
    [{ useRenv: true, useJupyter: true }, ['the renv project (for R outside the image)', 'conda-lock.yml', 'the conda environment .conda']],
  ])('%o', (flags, titles) => {
    expect(planEnvironment(resolveTraits(flags)).map(({ title }) => title)).toEqual(titles)
  })

  it('makes nothing outside the module, and never answers yes to conda, which would replace an environment', () => {
    const steps = planEnvironment(resolveTraits({ useRenv: true, useConda: true }))
    expect(steps.flatMap(({ makes }) => makes).filter((path) => path.startsWith('/') || path.includes('..'))).toEqual([])
    const conda = steps.flatMap(({ choices }) => choices).filter(({ command }) => command === 'conda')
    expect(conda.map(({ args }) => args)).toEqual([['env', 'create', '--prefix', '.conda', '--file', 'environment.yml']])
  })
})
