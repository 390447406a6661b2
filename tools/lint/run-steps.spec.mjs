import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { runSteps } from './run-steps.mjs'

const step = (/** @type {string} */ name, /** @type {string} */ script) => ({ name, command: ['-e', script] })

it('tells what passed from what failed, with all the output, in the order of the steps', async () => {
  const steps = [
    step('waits for stdin', `process.stdin.resume().on('end', () => console.log('done'))`),
    step('passes', ``),
    step('fails', `console.log('out'); console.error('err'); process.exitCode = 3`),
    step('dies', `process.kill(process.pid, 'SIGKILL')`),
  ]
  /** @type {string[]} */
  const reported = []
  const results = await runSteps(steps, { cwd: tmpdir(), width: 2, report: ({ name }) => reported.push(name) })
  expect(results).toEqual([
    { name: 'waits for stdin', ok: true, output: 'done\n', seconds: expect.any(Number) },
    { name: 'passes', ok: true, output: '', seconds: expect.any(Number) },
    { name: 'fails', ok: false, output: expect.stringMatching(/^(out\nerr\n|err\nout\n)$/), seconds: expect.any(Number) },
    { name: 'dies', ok: false, output: 'Ended by SIGKILL.\n', seconds: expect.any(Number) },
  ])
  expect(reported.toSorted()).toEqual(['dies', 'fails', 'passes', 'waits for stdin'])
})

it('fails a step that cannot start', async () => {
  const [result] = await runSteps([step('nowhere', '')], { cwd: '/no/such/folder', width: 1, report: () => {} })
  expect(result).toEqual({ name: 'nowhere', ok: false, output: expect.stringContaining('ENOENT'), seconds: expect.any(Number) })
})
