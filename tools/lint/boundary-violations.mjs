import { cruise } from 'dependency-cruiser'
import { boundaries } from './boundaries.mjs'

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

/**
 * Runs the rules of `boundaries.mjs` over a workspace.
 *
 * @param {string} root the workspace: holds `packages`, `tools` and `node_modules`
 * @returns {Promise<{ rule: string, why: string, from: string, to: string }[]>} one entry for each edge that breaks a rule; empty when clean
 */
export async function findViolations(root) {
  const { output } = await cruise(['packages', 'tools'], { ...OPTIONS, baseDir: root })
  const why = new Map(boundaries.map(({ name, comment }) => [name, comment]))
  return output.summary.violations.map(({ rule, from, to, cycle, via }) => ({
    rule: rule.name,
    why: why.get(rule.name),
    from,
    to: (cycle ?? via ?? [{ name: to }]).map((step) => step.name).join(' → '),
  }))
}

/** Each broken rule with its sentence, then the imports that break it. */
export function renderViolations(violations) {
  return [...groupByRule(violations)]
    .map(([rule, broken]) => [`${rule}: ${broken[0].why}`, ...broken.map(({ from, to }) => `  ${from} → ${to}`)].join('\n'))
    .join('\n\n')
}

function groupByRule(violations) {
  const rules = new Map()
  for (const violation of violations) rules.set(violation.rule, [...(rules.get(violation.rule) ?? []), violation])
  return rules
}
