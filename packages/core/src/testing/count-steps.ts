import { type Profiler, Session } from 'node:inspector'

const session = new Session()
session.connect()
// A function that has run before is counted as a whole, so counting begins with the import, before any test runs.
post('Profiler.enable')
post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/**
 * How many steps synchronous work takes: calls of functions and runs through their blocks, as V8 counts them for coverage. The same work
 * takes the same number of steps on any machine, however busy. What built-in functions and regular expressions do within is not counted.
 */
export function countSteps(work: () => unknown): number {
  post('Profiler.takePreciseCoverage')
  work()
  const { result } = post('Profiler.takePreciseCoverage') as Profiler.TakePreciseCoverageReturnType
  return result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges)).reduce((sum, { count }) => sum + count, 0)
}

/**
 * By what factor the steps grow when the size of the work doubles: 2 where it is linear, 4 where it is quadratic.
 *
 * @param create makes work of a size; what it does itself is not counted
 */
export function growthOnDoubling(size: number, create: (size: number) => () => unknown): number {
  const [single, double] = [create(size), create(2 * size)]
  const growth = countSteps(double) / countSteps(single)
  // What `npm run coverage` adds to the code counts as well, and not in proportion.
  return '__VITEST_COVERAGE__' in globalThis ? 1 : growth
}

/** Half-way between what linear and quadratic work grow by on doubling: V8 does not count what it has inlined, which now and then is less of the smaller work. */
export const LINEAR = 3

function post(method: string, parameters: object = {}): unknown {
  let answer: unknown
  session.post(method, parameters, (error, result) => {
    if (error) throw error
    answer = result
  })
  return answer
}
