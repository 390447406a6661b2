import { expect, it } from 'vitest'
import { renderPlain } from './model/told.js'
import { planPublishedBases } from './plan-published-bases.js'

it('names a module that starts from what another published, by a tag that is not latest', () => {
  const external = (reference: string) => ({ kind: 'external' as const, reference, line: 2 })
  const module = (name: string, ...bases: ReturnType<typeof external>[]) => ({ name, root: `images/${name}`, image: name, bases })
  const modules = [
    module('base', external('ubuntu:24.04')),
    module('branch', external('lab/base:main')),
    module('pinned', external(`lab/base@sha256:${'0'.repeat(64)}`)),
    module('other', external('quay.io/lab/base:main')),
  ]
  expect(planPublishedBases(modules, 'docker.io/lab').map(({ told, place }) => ({ told: renderPlain(told), place }))).toEqual([
    {
      told: 'branch starts from lab/base:main, the image as it was published last. To build it on base of the same checkout, and anew when that changes, name the base by latest.',
      place: { file: 'images/branch/Dockerfile', line: 2 },
    },
  ])
})
