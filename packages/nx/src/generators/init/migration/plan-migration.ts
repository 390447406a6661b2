import { basename } from 'node:path/posix'
import type { LegacyComparison, ModuleFolderName } from '../legacy/compare-legacy.js'
import type { LegacyWorkflow } from '../legacy/legacy-workflow.js'
import { parseWorkflowSource, type WorkflowSource } from '../legacy/workflow-source.js'
import { findBuilders, type ParsedWorkflow } from './builds-modules.js'
import { mergeOptions, type MergedOptions, type PluginOptionsTree } from './merge-options.js'
import type { Finding } from './model/migration-entry.js'
import type { MigrationRule, RuleContext } from './model/migration-rule.js'
import { planModules } from './plan-modules.js'
import { planReferences, type TextFile } from './plan-references.js'
import { planRunners } from './plan-runners.js'
import { KEPT_RULES } from './rules/kept-rules.js'
import { hostOf, SIGN_IN_TOPICS } from './rules/sign-in-rules.js'
import { SETTING_RULES, UNKNOWN_SETTING } from './rules/setting-rules.js'
import { STEP_RULES, UNKNOWN_STEP } from './rules/step-rules.js'
import { TRIGGER_RULES, UNKNOWN_TRIGGER } from './rules/trigger-rules.js'
import { tell } from './model/told.js'
import { listElements, type WorkflowElement } from './model/workflow-elements.js'

/** What a repository looks like before it is taken over. */
export interface MigrationFacts {
  /** Workflows that people wrote. */
  readonly workflows: readonly TextFile[]
  /** Those of them that are, or by their name may be, of the old system. */
  readonly legacy: readonly LegacyWorkflow[]
  /** Paths of those whose place generated workflows take. */
  readonly replaced: readonly string[]
  readonly modules: readonly ModuleFolderName[]
  readonly comparison: LegacyComparison
  /** Files beside them that may name workflows. */
  readonly texts: readonly TextFile[]
  readonly defaultBranch: string
  /** Host and prefix that images are published under from now on. */
  readonly registry: string
  /** Options of the plugin that are set already. */
  readonly options: PluginOptionsTree
}

/** What becomes of all that the repository does today, and the options that take it over. */
export type MigrationPlan = MergedOptions

/** Reads nothing: every trigger, setting and step of a workflow that is replaced is judged by a rule, and what no rule knows is lost. */
export function planMigration(facts: MigrationFacts): MigrationPlan {
  const parsed = facts.workflows.flatMap(parseWorkflow)
  const builders = findBuilders(
    parsed.filter(({ file }) => !facts.replaced.includes(file)),
    facts.modules,
  )
  const read = parsed.map((workflow) => ({ ...workflow, context: contextOf(workflow, builders, facts) }))
  const old = read.filter((workflow) => workflow.context !== undefined)
  const findings = [
    ...old.flatMap(({ file, context }) => (context === undefined ? [] : judgeAll(file, context))),
    ...planRunners(old.flatMap(({ context }) => (context === undefined ? [] : [context]))),
    ...planModules(facts.legacy, facts.modules, facts.comparison),
    ...read.filter(({ context }) => context === undefined).flatMap(({ file, source }) => judgeKept(file, source, facts)),
    ...planForeign(facts, new Set(old.map(({ file }) => file))),
    ...planOwnRuns(facts),
    ...planReferences([...facts.texts, ...stayingWorkflows(facts)], facts.replaced),
  ]
  return mergeOptions([...findings, ...(old.length === 0 ? [] : planSignIn(findings, facts.registry))], facts.options)
}

function parseWorkflow({ file, text }: TextFile): ParsedWorkflow[] {
  const source = parseWorkflowSource(text)
  return typeof source === 'string' ? [] : [{ file, text, source }]
}

/** Of a workflow that is replaced, or that builds modules in a way of its own; undefined for any other. */
function contextOf({ file, source }: ParsedWorkflow, builders: ReadonlySet<string>, facts: MigrationFacts): RuleContext | undefined {
  const legacy = facts.legacy.find((workflow) => workflow.file === file)
  const common = { elements: listElements(file, source), defaultBranch: facts.defaultBranch, registry: facts.registry }
  if (legacy === undefined || legacy.kind === 'foreign') return builders.has(file) ? { ...common, kind: 'builder' } : undefined
  if (!facts.replaced.includes(file)) return undefined
  return { ...common, kind: legacy.kind, ...(legacy.kind === 'module' ? { module: legacy.named } : {}) }
}

function judgeAll(file: string, context: RuleContext): Finding[] {
  const stays: Finding[] =
    context.kind === 'builder'
      ? [
          {
            state: 'by-hand',
            topic: 'workflows that build images',
            told: tell`${basename(file)} builds or publishes images of modules and stays as it is. Once the generated workflows are in use, take those jobs out of it, or remove it.`,
            place: { file, line: 1 },
          },
        ]
      : []
  return [...stays, ...context.elements.flatMap((element) => judgeElement(element, context))]
}

function judgeElement(element: WorkflowElement, context: RuleContext): Finding[] {
  switch (element.kind) {
    case 'trigger':
      return applyFirst([...TRIGGER_RULES, UNKNOWN_TRIGGER], element, context)
    case 'setting':
      return applyFirst([...SETTING_RULES, UNKNOWN_SETTING], element, context)
    case 'step':
      return applyFirst([...STEP_RULES, UNKNOWN_STEP], element, context)
  }
}

function applyFirst<E extends WorkflowElement>(rules: readonly MigrationRule<E>[], element: E, context: RuleContext): Finding[] {
  for (const rule of rules) {
    const found = applyRule(rule, element, context)
    if (found !== undefined) return found
  }
  return []
}

function applyRule<E extends WorkflowElement>({ topic, judge }: MigrationRule<E>, element: E, context: RuleContext): Finding[] | undefined {
  return judge(element, context)?.map(({ line = element.line, ...judgement }) => ({
    ...judgement,
    topic,
    place: { file: element.file, line },
  }))
}

/** Where no workflow says in a way that can be read how it signs in, a push would have no account. */
function planSignIn(findings: readonly Finding[], registry: string): Finding[] {
  const host = hostOf(registry)
  if (host === 'ghcr.io' || findings.some(({ topic }) => SIGN_IN_TOPICS.has(topic))) return []
  return [
    {
      state: 'by-hand',
      topic: 'sign-in',
      told: tell`The workflows do not say in a way that can be read how they sign in to ${host}: docs/publish.md of module-images says where its account is kept.`,
    },
  ]
}

/** Workflows that run modules, and those that make releases. */
function judgeKept(file: string, source: WorkflowSource, { defaultBranch, registry }: MigrationFacts): Finding[] {
  const elements = listElements(file, source)
  const context: RuleContext = { kind: 'builder', defaultBranch, registry, elements }
  const rules = /^run_/.test(basename(file)) ? KEPT_RULES : KEPT_RULES.filter(({ topic }) => topic === 'releases that a workflow makes')
  return elements.flatMap((element) => rules.flatMap((rule) => applyRule(rule, element, context) ?? []))
}

/** Those with a name of the old system's, and nothing else of it. */
function planForeign({ legacy }: MigrationFacts, told: ReadonlySet<string>): Finding[] {
  return legacy.flatMap((workflow): Finding[] => {
    if (workflow.kind !== 'foreign' || told.has(workflow.file)) return []
    return [
      {
        state: 'kept',
        topic: 'other workflows',
        told: tell`${basename(workflow.file)} stays as it is: ${workflow.why}.`,
        place: { file: workflow.file },
      },
    ]
  })
}

/** A repository that runs its modules by a workflow of its own, which calls the others, goes on doing so. */
function planOwnRuns({ workflows }: MigrationFacts): Finding[] {
  const all = workflows.find(({ file }) => /^run_all-modules\.ya?ml$/.test(basename(file)))
  if (all === undefined) return []
  return [
    {
      state: 'kept',
      topic: 'runs of modules',
      told: tell`Workflows named run_*.yml stay as they are, and none is generated. To have generated ones: take ${'"run": false'} out of nx.json, remove the files, and run ${'npx nx sync'}.`,
      place: { file: all.file, line: 1 },
      options: [{ path: ['workflows', 'run'], value: false }],
    },
  ]
}

function stayingWorkflows({ workflows, replaced }: MigrationFacts): TextFile[] {
  return workflows.filter(({ file }) => !replaced.includes(file))
}
