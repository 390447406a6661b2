import { describe, expect, it } from 'vitest'
import {
  type ContextEntry,
  isIgnored,
  parseDockerfile,
  parseIgnoreRules,
  parseImageReference,
  planReads,
  selectInputs,
} from '@module-images/core'
import { findTemplateMarker } from '@module-images/check'
import { type ModuleFlags, resolveTraits } from './module-traits.js'
import { planModuleFiles } from './plan-module.js'
import { TEMPLATE_BASES } from './template-versions.js'

const FLAGS = ['useR', 'useRenv', 'useConda', 'usePython', 'useJupyter', 'condaFileOnly'] as const

/** Every combination of the six flags. */
const COMBINATIONS: readonly ModuleFlags[] = Array.from({ length: 2 ** FLAGS.length }, (_, bits) =>
  Object.fromEntries(FLAGS.map((flag, index) => [flag, (bits & (1 << index)) !== 0])),
)

/** What every module folder collects over time, and no build may see. */
const NOISE = ['results/table.csv', 'notes.md', '.Rprofile', 'renv/activate.R', '.conda/bin/python', 'scripts/other.R', 'data.rds']

function read(flags: ModuleFlags, more: readonly string[] = []) {
  const files = new Map(planModuleFiles('my-Module_1', resolveTraits(flags)).map(({ path, text }) => [path, text]))
  const textOf = (path: string) => files.get(path) ?? ''
  const dockerfile = parseDockerfile(textOf('Dockerfile'), 'Dockerfile')
  const reads = planReads(dockerfile, { buildArgs: {}, platforms: ['linux/amd64'] })
  const rules = parseIgnoreRules(textOf('.dockerignore'), '.dockerignore')
  const listing: ContextEntry[] = [...files.keys(), ...NOISE, ...more].map((path) => ({ kind: 'file', path, executable: false }))
  return { files, textOf, reads, rules, inputs: selectInputs(reads, rules, listing, () => true) }
}

function described(flags: ModuleFlags): string {
  return FLAGS.filter((flag) => flags[flag]).join(' ') || 'no flags'
}

describe.each(COMBINATIONS.map((flags) => [described(flags), flags] as const))('planModuleFiles: %s', (_, flags) => {
  const wantsR = flags.useR || flags.useRenv
  const wantsConda = flags.useConda || flags.usePython || flags.useJupyter || flags.condaFileOnly
  const copied = [...(wantsConda ? ['environment.yml'] : []), ...(flags.useRenv ? ['renv.lock'] : [])]
  const lock = wantsConda ? ['conda-lock.yml'] : []

  it('has as build inputs exactly what its Dockerfile copies, and shuts out the rest', () => {
    const { inputs, rules, reads } = read(flags)
    expect(inputs).toEqual({ entries: copied.map((path) => ({ kind: 'file', path, executable: false })), problems: [] })
    expect({ warnings: reads.warnings, unknown: reads.unknownBases, whole: reads.wholeContext }).toEqual({
      warnings: [],
      unknown: [],
      whole: undefined,
    })
    const others = ['Dockerfile', '.dockerignore', 'README.md', 'run.sh', 'project.json', ...NOISE]
    expect(others.filter((path) => !isIgnored(rules, path))).toEqual([])
    expect(['renv.lock', 'environment.yml', 'conda-lock.yml'].filter((path) => !isIgnored(rules, path)).sort()).toEqual(
      [...copied, ...lock].sort(),
    )
  })

  it('copies the lock of conda once it is there', () => {
    const { entries, problems } = read(flags, ['conda-lock.yml']).inputs
    expect({ paths: entries.map(({ path }) => path), problems }).toEqual({ paths: [...lock, ...copied], problems: [] })
  })

  it('starts from pinned bases, is labelled and marked as a template', () => {
    const { reads, textOf } = read(flags)
    const bases = [
      ...(wantsConda && wantsR ? [TEMPLATE_BASES.conda] : []),
      wantsR ? TEMPLATE_BASES.r : wantsConda ? TEMPLATE_BASES.conda : TEMPLATE_BASES.plain,
    ]
    expect(reads.bases.map(({ reference }) => reference)).toEqual(bases)
    expect(reads.labelNames).toEqual(['title', 'description', 'licenses'].map((name) => `org.opencontainers.image.${name}`))
    expect(findTemplateMarker(textOf('Dockerfile'))).toBe(2)
    expect(textOf('Dockerfile')).toContain('\nENV LANG=C.UTF-8\n')
    // Each layer that fetches packages of the system drops what apt kept.
    expect(textOf('Dockerfile').split('apt-get update').length).toBe(textOf('Dockerfile').split('rm -rf /var/lib/apt/lists').length)
  })

  it('has the files its flags ask for and no others', () => {
    const { files } = read(flags)
    const wanted = [
      ...['.dockerignore', '.gitignore', 'Dockerfile', 'README.md', 'run.sh'],
      ...copied,
      ...(wantsR ? ['notebook-template.Rmd', 'scripts/analysis.R'] : []),
      ...(flags.usePython ? ['scripts/analysis.py'] : []),
      ...(flags.useJupyter ? ['notebook-template.ipynb'] : []),
    ]
    expect([...files.keys()].sort()).toEqual(wanted.sort())
    expect([...files].filter(([, text]) => !text.endsWith('\n') || /[ \t]$/m.test(text) || text.includes('undefined'))).toEqual([])
  })
})

describe('planModuleFiles', () => {
  it('sets the variables that it is given, and none of a project else', () => {
    const files = planModuleFiles('a', resolveTraits({}), { env: ['LAB_IMAGE=TRUE', 'LAB_DATA=/data'] })
    const dockerfile = files.find(({ path }) => path === 'Dockerfile')?.text ?? ''
    expect(dockerfile).toContain('\nENV LAB_IMAGE=TRUE \\\n    LAB_DATA=/data \\\n    LANG=C.UTF-8\n')
    expect(dockerfile).not.toMatch(/openscpca/i)
    expect(parseDockerfile(dockerfile, 'Dockerfile').stages).toHaveLength(1)
  })

  it('makes run.sh executable, and nothing else', () => {
    const files = planModuleFiles('a', resolveTraits({ useRenv: true, useJupyter: true, usePython: true }))
    expect(files.filter(({ executable }) => executable).map(({ path }) => path)).toEqual(['run.sh'])
  })

  it('writes JSON where JSON is due', () => {
    const files = new Map(planModuleFiles('a', resolveTraits({ useRenv: true, useJupyter: true })).map(({ path, text }) => [path, text]))
    expect(JSON.parse(files.get('renv.lock') ?? '')).toMatchObject({ R: { Version: '4.5.1' }, Packages: { renv: { Package: 'renv' } } })
    expect(JSON.parse(files.get('notebook-template.ipynb') ?? '')).toMatchObject({ nbformat: 4, cells: [{ source: ['# a'] }, {}, {}] })
  })

  it('pins every base by a tag that names a version', () => {
    for (const base of Object.values(TEMPLATE_BASES)) expect(parseImageReference(base).tag).toMatch(/\d/)
  })
})

describe('resolveTraits', () => {
  it.each<[ModuleFlags, Partial<ReturnType<typeof resolveTraits>>]>([
    [{}, { r: false, renv: false, conda: false, createConda: false }],
    [{ useRenv: true }, { r: true, renv: true, conda: false }],
    [{ useR: true }, { r: true, renv: false, conda: false }],
    [{ usePython: true }, { python: true, conda: true, createConda: true, r: false }],
    [{ useJupyter: true }, { jupyter: true, python: false, conda: true, createConda: true }],
    [{ condaFileOnly: true }, { conda: true, createConda: false }],
    [
      { usePython: true, condaFileOnly: true },
      { conda: true, python: true, createConda: false },
    ],
  ])('%o', (flags, traits) => {
    expect(resolveTraits(flags)).toMatchObject(traits)
  })
})
