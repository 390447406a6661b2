import { describe, expect, it } from 'vitest'
import { findPreset, parsePresetAnswer } from './find-preset.js'
import { jupyter } from './jupyter.js'
import { PRESETS } from './presets.js'
import { rstudio } from './rstudio.js'

const ids = (code: number) => parsePresetAnswer(code)?.map(({ id }) => id)

describe.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (_, preset) => {
  it.each(['host', 'rootless', 'remapped'] as const)(
    'has its secret in the environment alone, and a line that shells read, %s',
    (namespace) => {
      const plan = preset.plan({ secret: 's3cret', owner: '1000:1001', namespace })
      expect(Object.values(plan.env)).toContain('s3cret')
      expect(plan.line).not.toContain('s3cret')
      expect(plan.line).toMatch(/exec \S/)
    },
  )
})

it('an exit code tells what an image has', () => {
  expect([64, 65, 66, 67].map(ids)).toEqual([[], ['rstudio'], ['jupyter'], ['rstudio', 'jupyter']])
  expect([0, 1, 63, 68, 125, 127, 137].map(ids)).toEqual(Array.from({ length: 7 }, () => undefined))
})

it('the one that is asked for is taken, or the first that is there', () => {
  expect([findPreset('a', 'notebook', 67), findPreset('a', 'jupyter', 67), findPreset('a', 'notebook', 66)]).toEqual([
    rstudio,
    jupyter,
    jupyter,
  ])
})

it.each([
  ['notebook', 64, 'The image of a has no RStudio Server and no Jupyter.', /conda/],
  ['rstudio', 66, 'The image of a has no RStudio Server.', /^It has Jupyter: --preset=jupyter\.$/],
  ['jupyter', 127, 'The image of a could not be asked what it has: its shell ended with exit code 127.', /--command/],
])('%s and exit code %i is an error', (name, code, message, fix) => {
  const error = { code: 'no-preset', message, fix: expect.stringMatching(fix) as string }
  expect(() => findPreset('a', name, code)).toThrow(expect.objectContaining(error))
})

describe('RStudio Server', () => {
  it.each([
    ['1000:1001', 'host', 'rstudio', { RUNROOTLESS: 'false', USERID: '1000', GROUPID: '1001' }, {}],
    ['1000:1001', 'remapped', 'rstudio', { RUNROOTLESS: 'false', USERID: '1000', GROUPID: '1001' }, { userns: 'host' }],
    ['1000:1001', 'rootless', 'root', { RUNROOTLESS: 'true' }, {}],
    ['0:0', 'host', 'root', { RUNROOTLESS: 'true' }, {}],
    [undefined, 'host', 'rstudio', {}, {}],
  ] as const)('files of %s (%s) belong to the caller', (owner, namespace, user, env, more) => {
    expect(rstudio.plan({ secret: 'p', owner, namespace })).toMatchObject({
      env: { PASSWORD: 'p', ...env },
      runAs: { user: '0:0', init: false, ...more },
      signIn: { kind: 'form', user },
    })
  })
})
