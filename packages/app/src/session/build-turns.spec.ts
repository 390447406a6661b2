import type { LinkedModule } from '@module-images/workspace'
import { expect, it } from 'vitest'
import { createBuildTurns } from './build-turns.js'

it('takes the builds that the most modules stand on first, and else those that came first', async () => {
  const modules = new Map(
    [module('child', 'middle'), module('middle', 'base'), module('base'), module('plain'), module('last')].map((one) => [one.name, one]),
  )
  const turns = createBuildTurns({ modules, settings: { parallelBuilds: 1 } as never })
  const order: string[] = []
  const wanted = ['plain', 'last', 'middle', 'base']
  await Promise.all(wanted.map((name) => turns(() => Promise.resolve(order.push(name)), name)))
  expect(order).toEqual(['plain', 'base', 'middle', 'last'])
})

function module(name: string, ...bases: string[]): LinkedModule {
  return { name, bases: bases.map((base) => ({ kind: 'module', module: base })) } as unknown as LinkedModule
}
