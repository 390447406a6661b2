import { ModuleImagesError, renderError } from '@module-images/core'
import { MissingVariableError } from '@module-images/engine'
import { describe, expect, it } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { parseSettings } from '@module-images/workspace'
import { explainMissingVariable } from './explain-missing-variable.js'

const missing = new MissingVariableError({ id: 'token', env: 'MY_TOKEN' })
const NOT_SET = "The build's secret 'token' comes from the environment variable MY_TOKEN, which is not set."

function explain(files: Readonly<Record<string, string>>, error: unknown = missing): unknown {
  const settings = parseSettings({ buildTargetName: 'image' })
  return explainMissingVariable(error, { name: 'a', root: 'modules/a' }, { root: temporaryWorkspace(files), settings })
}

describe('explainMissingVariable', () => {
  it.each([
    'modules/a/.env',
    'modules/a/.env.local',
    'modules/a/.local.env',
    'modules/a/.env.image',
    'modules/a/.image.local.env',
    '.env.image',
  ])('says why the variable of %s is not set, and what to do', (file) => {
    const explained = explain({ [file]: '# a comment\nOTHER=1\nexport MY_TOKEN = s3cr3t\r\n' })
    expect(explained).toMatchObject({ code: 'missing-secret', kind: 'environment' })
    expect(renderError(explained).split('\n')).toEqual([
      NOT_SET,
      `  ${file} sets it, but Nx reads that file only for a task that runs in a process of its own, and no batch of tasks does.`,
      '  Set it in the environment, or build with: npx nx image a --batch=false',
    ])
    expect(JSON.stringify(explained)).not.toContain('s3cr3t')
  })

  it('names the file that Nx would take the value from, where there are several', () => {
    const files = { 'modules/a/.env': 'MY_TOKEN=1', 'modules/a/.env.image': 'MY_TOKEN: 2', '.env.image': 'MY_TOKEN=3' }
    expect(renderError(explain(files))).toContain('modules/a/.env.image sets it')
  })

  it.each([
    [{}],
    [{ 'modules/a/.env': '#MY_TOKEN=1\nMY_TOKEN_2=1\nX=MY_TOKEN=1\n' }],
    [{ 'modules/b/.env': 'MY_TOKEN=1' }],
    [{ 'modules/a/.env.production': 'MY_TOKEN=1' }],
    [{ 'modules/a/.env/file': 'MY_TOKEN=1' }],
  ])('leaves the error as it is where no file that Nx would read sets the variable: %j', (files) => {
    expect(explain(files)).toBe(missing)
  })

  it('leaves every other error alone', () => {
    const other = new ModuleImagesError({ code: 'missing-secret', kind: 'environment', message: 'A file is not there.' })
    expect(explain({ 'modules/a/.env': 'MY_TOKEN=1' }, other)).toBe(other)
  })
})
