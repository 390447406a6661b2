import { cruise } from 'dependency-cruiser'
import { boundaries } from './boundaries.mjs'
import { findFolderCycles } from './folder-cycles.mjs'
import { comparePackages, packageOf } from './package-dependencies.mjs'

/** @typedef {{ rule: string, why: string, from: string, to: string }} Violation */

/** @type {import('dependency-cruiser').ICruiseOptions} */
const OPTIONS = {
  ruleSet: { forbidden: boundaries },
  validate: true,
  parser: 'tsc',
  tsPreCompilationDeps: true,
  detectProcessBuiltinModuleCalls: true,
  doNotFollow: { path: '(^|/)(node_modules|dist|out-tsc)/' },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    // The workspace's own condition first, as in tsconfig.base.json, so that an import by name leads to the other package's sources.
    conditionNames: ['@module-images/source', 'import', 'require', 'node', 'default', 'types'],
  },
}

/** What dependency-cruiser has no rule for, found in the imports that it read. */
const FOLDER_CYCLES = {
  name: '5-no-folder-cycles',
  comment: 'No cycle between the folders of a package, whatever files of theirs make it. Move the file to the side that needs it.',
}
const UNDECLARED = {
  name: '5-imports-are-declared',
  comment: "A package's own package.json declares what its sources import, so that it works wherever it is installed.",
}
const UNUSED = { name: '5-declared-is-imported', comment: "A package's package.json declares nothing that its sources do not import." }

/** Every rule by name, with its reason. */
export const RULES = [...boundaries, FOLDER_CYCLES, UNDECLARED, UNUSED].map(({ name = '', comment = '' }) => ({ name, comment }))

/**
 * Reads every import of a workspace, runs the rules of `boundaries.mjs` over them and then those about folders and package.json files.
 *
 * @param {string} root the workspace: holds `packages`, `tools` and `node_modules`
 * @returns {Promise<Violation[]>} one entry for each edge that breaks a rule; empty when clean
 */
export async function findViolations(root) {
  const { output } = await cruise(['packages', 'tools'], { ...OPTIONS, baseDir: root })
  if (typeof output === 'string') throw new Error('dependency-cruiser was asked for its result and gave a report')
  const imports = output.modules.flatMap(({ source, dependencies }) => dependencies.map((dependency) => ({ source, ...dependency })))
  const edges = imports.map(({ source, resolved }) => ({ from: source, to: resolved }))
  const { undeclared, unused } = comparePackages(root, imports.flatMap(namePackage))
  return [
    ...output.summary.violations.map(readViolation),
    ...findFolderCycles(edges).map((edge) => violationOf(FOLDER_CYCLES, edge)),
    ...undeclared.map(({ from, name }) => violationOf(UNDECLARED, { from, to: name })),
    ...unused.map(({ from, name }) => violationOf(UNUSED, { from, to: name })),
  ]
}

/** @type {(violation: import('dependency-cruiser').IViolation) => Violation} */
function readViolation({ rule, from, to, cycle, via }) {
  const why = RULES.find(({ name }) => name === rule.name)?.comment ?? ''
  return { rule: rule.name, why, from, to: (cycle ?? via ?? [{ name: to }]).map((step) => step.name).join(' → ') }
}

/** @type {(rule: { name: string, comment: string }, edge: import('./folder-cycles.mjs').Edge) => Violation} */
function violationOf({ name, comment }, edge) {
  return { rule: name, why: comment, ...edge }
}

/** @type {(dependency: { source: string } & import('dependency-cruiser').IDependency) => import('./package-dependencies.mjs').PackageImport[]} */
function namePackage({ source, module, coreModule }) {
  const name = coreModule ? undefined : packageOf(module)
  return name === undefined ? [] : [{ from: source, name }]
}

/**
 * Each broken rule with its sentence, then the imports that break it.
 *
 * @param {readonly Violation[]} violations
 */
export function renderViolations(violations) {
  return [...groupByRule(violations)]
    .map(([rule, broken]) => [`${rule}: ${broken[0]?.why}`, ...broken.map(({ from, to }) => `  ${from} → ${to}`)].join('\n'))
    .join('\n\n')
}

/** @param {readonly Violation[]} violations */
function groupByRule(violations) {
  /** @type {Map<string, Violation[]>} */
  const rules = new Map()
  for (const violation of violations) rules.set(violation.rule, [...(rules.get(violation.rule) ?? []), violation])
  return rules
}
