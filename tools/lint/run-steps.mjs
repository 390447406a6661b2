import { spawn } from 'node:child_process'

/**
 * @typedef {{ name: string, command: string[] }} Step a node program with its arguments
 * @typedef {{ name: string, ok: boolean, output: string, seconds: number }} StepResult `output` is stdout and stderr as they came
 */

/**
 * Runs every step, `width` at a time, starting in the order given.
 *
 * @param {readonly Step[]} steps
 * @param {{ cwd: string, width: number, report: (result: StepResult) => void }} options `report` is called as each step ends
 * @returns {Promise<StepResult[]>} in the order of the steps
 */
export async function runSteps(steps, { cwd, width, report }) {
  /** @type {StepResult[]} */
  const results = []
  const waiting = [...steps.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, step] = next
      const result = await runStep(step, cwd)
      results[index] = result
      report(result)
    }
  }
  await Promise.all(Array.from({ length: width }, work))
  return results
}

/** Runs one step to its end; never rejects: a step that cannot start or is ended by a signal has failed. @type {(step: Step, cwd: string) => Promise<StepResult>} */
function runStep({ name, command }, cwd) {
  const start = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (/** @type {string} */ text) => (output += text)
    const end = (/** @type {boolean} */ ok) => resolve({ name, ok, output, seconds: (performance.now() - start) / 1000 })
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => {
      collect(`${error.message}\n`)
      end(false)
    })
    child.on('close', (code, signal) => {
      if (signal !== null) collect(`Ended by ${signal}.\n`)
      end(code === 0)
    })
  })
}
