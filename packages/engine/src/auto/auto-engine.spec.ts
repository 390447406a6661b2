import { ModuleImagesError } from '@module-images/core'
import { expect, test } from 'vitest'
import type { Engine } from '../engine.js'
import { createAutoEngine } from './auto-engine.js'

const absent = (name: string) =>
  new ModuleImagesError({ code: 'engine-unavailable', kind: 'environment', message: `No ${name}.`, fix: `Install ${name}.` })

function setUp({ firstAnswers, otherAnswers }: { readonly firstAnswers: boolean; readonly otherAnswers: boolean }) {
  const calls: string[] = []
  const answer = (name: string, answers: boolean, call: string) => {
    calls.push(`${name} ${call}`)
    return answers ? Promise.resolve() : Promise.reject(absent(name))
  }
  const create = (name: string, answers: boolean) =>
    ({
      name,
      findImages: () => answer(name, answers, 'find').then(() => []),
      readUserNamespace: () => answer(name, answers, 'namespace').then(() => 'host'),
      remove: () => answer(name, answers, 'remove'),
      requirePublisher: () => Promise.resolve(),
    }) as Partial<Engine> as Engine
  const logged: string[] = []
  const engines = { first: create('docker', firstAnswers), other: create('podman', otherAnswers) }
  return { engine: createAutoEngine({ ...engines, log: (line) => void logged.push(line) }), calls, logged }
}

test('an engine that answers is asked nothing more', async () => {
  const { engine, calls, logged } = setUp({ firstAnswers: true, otherAnswers: true })
  await engine.requirePublisher('a:1')
  await engine.findImages(['a:1'])
  await engine.remove('a:1')
  expect([calls, logged]).toEqual([['docker find', 'docker remove'], []])
})

test('the other is used where it alone answers, which is told once; what cannot be published is told by the first', async () => {
  const { engine, calls, logged } = setUp({ firstAnswers: false, otherAnswers: true })
  await Promise.all([engine.findImages(['a:1']), engine.readUserNamespace()])
  await engine.remove('a:1')
  expect(calls.at(-1)).toBe('podman remove')
  expect(calls.filter((call) => call.startsWith('docker'))).toEqual(['docker find', 'docker namespace'])
  expect(logged).toEqual(['using podman, since docker does not answer: No docker.'])
  await expect(engine.requirePublisher('a:1')).rejects.toMatchObject({ message: 'No docker.' })
})

test('where neither answers both are named, and the next question asks them anew', async () => {
  const { engine, calls } = setUp({ firstAnswers: false, otherAnswers: false })
  const error = {
    code: 'engine-unavailable',
    message: 'No container engine answers. No docker. No podman.',
    fix: 'Install docker.\nInstall podman.',
  }
  await expect(engine.findImages(['a:1'])).rejects.toMatchObject(error)
  await expect(engine.findImages(['a:1'])).rejects.toMatchObject(error)
  expect(calls.filter((call) => call === 'docker find')).toHaveLength(2)
})
