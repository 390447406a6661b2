const NUMBERS = /\d{1,15}(?:\.\d{1,15})*/.source
/** A star stands only where its meaning is certain. */
const CLAUSE = new RegExp(`^(?:(===?|=|!=|>=)\\s*(${NUMBERS})(\\.\\*)?|(~=|<=|<|>)\\s*(${NUMBERS}))$`)
const PLAIN = new RegExp(`^${NUMBERS}$`)

/**
 * Whether a constraint certainly leaves a version out. Only versions of numbers and points are compared, which conda and pip order alike;
 * of anything else nothing is said.
 *
 * Rules: https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html#package-match-specifications,
 * https://packaging.python.org/en/latest/specifications/version-specifiers/
 *
 * @param constraint as a list of packages has it: `>=1.19,<2`, `=3.11`, `==1.2.*`
 */
export function excludes(constraint: string, version: string): boolean {
  if (!PLAIN.test(version)) return false
  return constraint.split(',').some((written) => {
    const clause = CLAUSE.exec(written.trim())
    if (clause === null) return false
    const [operator = '', asked = ''] = [clause[1] ?? clause[4], clause[2] ?? clause[5]]
    return !holds(operator, clause[3] !== undefined, numbersOf(asked), numbersOf(version))
  })
}

function holds(operator: string, star: boolean, asked: readonly number[], version: readonly number[]): boolean {
  const order = compareNumbers(version, asked)
  switch (operator) {
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '~=':
      return order >= 0 && startsWith(version, asked.slice(0, -1))
    case '=':
      return startsWith(version, asked)
    case '!=':
      return star ? !startsWith(version, asked) : order !== 0
    default:
      return star ? startsWith(version, asked) : order === 0
  }
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number)
}

/** What is missing at an end counts as 0: 1.2 is 1.2.0. */
function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = (a[index] ?? 0) - (b[index] ?? 0)
    if (order !== 0) return order
  }
  return 0
}

function startsWith(version: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((number, index) => (version[index] ?? 0) === number)
}
