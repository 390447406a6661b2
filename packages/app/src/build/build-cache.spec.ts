import { expect, it } from 'vitest'
import { createBuildCache } from './build-cache.js'

function create(isHostedRunner: boolean, prune: () => Promise<void> = async () => undefined) {
  const pruned: (string | undefined)[] = []
  const logged: string[] = []
  const pruneBuildCache = (builder: string | undefined) => {
    pruned.push(builder)
    return prune()
  }
  const cache = createBuildCache({ engine: { pruneBuildCache }, builder: 'mine', isHostedRunner, log: (line) => logged.push(line) })
  return { cache, pruned, logged }
}

it('is emptied on a hosted runner, and stays on all other machines', async () => {
  const [hosted, own] = [create(true), create(false)]
  for (const { cache } of [hosted, own]) await cache.prune()
  expect([hosted.pruned, own.pruned]).toEqual([['mine'], []])
})

it('is emptied once nobody needs it', async () => {
  const { cache, pruned } = create(true)
  cache.keep('a')
  cache.keep('b')
  await cache.release('a')
  await cache.prune()
  expect(pruned).toEqual([])
  await cache.release('b')
  await cache.release('c')
  expect(pruned).toEqual(['mine'])
})

it('tells what could not be done, and goes on', async () => {
  const { cache, logged } = create(true, () => Promise.reject(new Error('busy')))
  await cache.prune()
  expect(logged).toEqual([expect.stringContaining('busy')])
})
