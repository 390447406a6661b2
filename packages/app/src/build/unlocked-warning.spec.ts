import { expect, it } from 'vitest'
import { createUnlockedWarning } from './unlocked-warning.js'

it('warns of the first module whose base is not locked, once a run', () => {
  const logged: string[] = []
  const warn = createUnlockedWarning((line) => logged.push(line))
  const external = (reference: string, digest?: string) => ({
    kind: 'external' as const,
    reference,
    line: 1,
    ...(digest === undefined ? {} : { digest }),
  })
  warn({ name: 'locked', bases: [external('x:1', `sha256:${'1'.repeat(64)}`)] })
  expect(logged).toEqual([])
  warn({ name: 'a', bases: [external('x:1')] })
  warn({ name: 'b', bases: [external('y:1')] })
  expect(logged).toEqual([expect.stringMatching(/^a {2}warning: x:1 is not locked: .*lock a\)\. Shown once a run; /)])
})
