import { describe, expect, it } from 'vitest'
import { isIgnored, ModuleImagesError, parseDockerfile, parseIgnoreRules, planReads, selectInputs } from '@module-images/core'
import { TEMPLATE_MARKER } from '@module-images/check'
import { type ActivationFacts, checkActivation, findActivationProblems } from './plan-activation.js'

function factsOf(dockerfile: string, ignore: string, names: readonly string[]): ActivationFacts {
  const rules = parseIgnoreRules(ignore, '.dockerignore')
  const reads = planReads(parseDockerfile(dockerfile, 'Dockerfile'), { buildArgs: {} })
  const { entries, problems } = selectInputs(
    reads,
    rules,
    names.map((path) => ({ kind: 'file', path, executable: false })),
    (path) => names.includes(path),
  )
  const build = {
    kind: 'read',
    inputs: entries.map(({ path }) => path),
    problems,
    isIgnored: (path: string) => isIgnored(rules, path),
  } as const
  return { root: 'modules/a', dockerfile, names, build }
}

const found = (facts: ActivationFacts) => findActivationProblems(facts).map(({ code, place }) => `${place?.file}:${place?.line} ${code}`)

describe('findActivationProblems', () => {
  it('finds nothing in a module that is ready', () => {
    expect(found(factsOf('FROM x\nCOPY renv.lock /\n', '*\n!renv.lock\n', ['renv.lock', 'Dockerfile']))).toEqual([])
    expect(found(factsOf('FROM x\nCOPY . /\n', '', ['renv.lock', 'uv.lock', 'environment.yml', 'conda-lock.yml']))).toEqual([])
    expect(found(factsOf('FROM x\n', '*\n', ['run.sh']))).toEqual([])
  })

  it('finds all problems at once, each with file and line', () => {
    const dockerfile = `# a\n${TEMPLATE_MARKER}\nFROM y AS z\nFROM x\nCOPY renv.lock gone.txt /\n`
    expect(found(factsOf(dockerfile, '*\n', ['renv.lock', 'environment.yml', 'requirements.txt']))).toEqual([
      'modules/a/Dockerfile:2 template-dockerfile',
      'modules/a/Dockerfile:5 missing-source',
      'modules/a/Dockerfile:5 missing-source',
      'modules/a/environment.yml:1 missing-lockfile',
      'modules/a/Dockerfile:4 lockfile-not-copied',
    ])
  })

  it('says of a module that cannot be read why', () => {
    const error = new ModuleImagesError({
      code: 'bad-dockerfile',
      kind: 'input',
      message: 'No.',
      place: { file: 'modules/a/Dockerfile', line: 3 },
    })
    const facts: ActivationFacts = { root: 'modules/a', dockerfile: `${TEMPLATE_MARKER}\n`, names: [], build: { kind: 'broken', error } }
    expect(found(facts)).toEqual(['modules/a/Dockerfile:1 template-dockerfile', 'modules/a/Dockerfile:3 bad-dockerfile'])
  })
})

describe('checkActivation', () => {
  it('puts all problems into one error', () => {
    const facts = factsOf(`FROM x\n`, '*\n', ['renv.lock'])
    expect(() => checkActivation('a', facts)).toThrow(
      [
        'a cannot be activated yet:',
        'modules/a/Dockerfile:1: The image does not have what renv.lock pins: no COPY names it.',
        '  Copy it and install from it, and let it through .dockerignore with a last line !renv.lock; or delete renv.lock.',
      ].join('\n'),
    )
  })
})
