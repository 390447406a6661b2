import { isGenerated } from '@module-images/core'
import { planDependabot } from './dependabot.js'
import { planPins } from './pins.js'
import { planWorkflows } from './plan-workflows.js'
import { isGeneratedFor } from './render-workflow.js'
import { isSameYaml } from './same-yaml.js'
import type { WorkflowFacts, WorkflowModule } from './workflow-facts.js'
import { isRunAllFile, runFile, WORKFLOW_FOLDER } from './workflow-files.js'

/** What there is and what it shall be made from. */
export interface SyncRequest {
  readonly facts: Omit<WorkflowFacts, 'pins'>
  /** Workflows of the repository, text by file name, with `\n` at the ends of lines. */
  readonly present: ReadonlyMap<string, string>
  /** Path of Dependabot's settings, from the workspace root, and what they are. */
  readonly dependabot: { readonly file: string; readonly text: string | undefined }
}

/**
 * How generated files stand to what nx.json and the modules ask for: what `nx sync` writes and removes, and what `nx sync:check`, `doctor` and so CI say. Files of
 * workflows go by their names.
 */
export interface SyncPlan {
  /** There is none. */
  readonly missing: ReadonlyMap<string, string>
  /** It is not what nx.json and the modules ask for: they have changed, or somebody has edited it. Another layout of the same is no change. */
  readonly changed: ReadonlyMap<string, string>
  /** A generated workflow whose module is gone, or has nothing to run any more. */
  readonly leftover: readonly string[]
  /** Written by hand in place of one that runs modules: it does so in a way of its own, and stays. */
  readonly kept: readonly KeptWorkflow[]
  /** In the way of one that builds or publishes images. */
  readonly foreign: readonly ForeignWorkflow[]
  /** Calls, in workflows written by hand, of workflows that will not be there or cannot be called. */
  readonly brokenCalls: readonly BrokenCall[]
  /** Dependabot's settings with an entry for the actions, where they lack it. */
  readonly dependabot: { readonly state: 'missing' | 'changed'; readonly text: string } | undefined
}

export interface KeptWorkflow {
  readonly file: string
  /** A generated one takes its place where it is removed. */
  readonly hasSuccessor: boolean
}

export interface ForeignWorkflow {
  readonly file: string
  /** It was generated, for another workspace of the repository. */
  readonly ofOtherWorkspace: boolean
}

export interface BrokenCall {
  readonly file: string
  readonly line: number
  readonly called: string
}

/**
 * @throws ModuleImagesError as {@link planWorkflows} and {@link planDependabot} do
 */
export function planSync({ facts, present, dependabot }: SyncRequest): SyncPlan {
  const own = new Map([...present].filter(([, text]) => isGeneratedFor(text, facts.folder)))
  const isByHand = (file: string) => present.has(file) && !own.has(file)
  const pins = planPins([...own.values()])
  // As if none had been written by hand, to tell what would take their place.
  const full = planWorkflows({ ...facts, pins })
  const isRun = (file: string) => isRunAllFile(file) || facts.modules.some(({ name }) => runFile(name) === file)
  const keptFiles = [...present.keys()].filter((file) => isByHand(file) && isRun(file) && !isGenerated(present.get(file) ?? '')).sort()
  const modules = facts.modules.map((module) => withOwnRun(module, keptFiles, present))
  const planned = keptFiles.length === 0 ? full : planWorkflows({ ...facts, modules, pins })
  const wanted = filterMap(planned, (file) => !keptFiles.includes(file))
  const foreign = [...wanted.keys()].filter(isByHand)
  const after = new Map([...[...present].filter(([file]) => !own.has(file)), ...wanted])
  const settings = planDependabot(dependabot.text, dependabot.file)
  return {
    missing: filterMap(wanted, (file) => !present.has(file)),
    changed: filterMap(wanted, (file, text) => own.has(file) && !isSameYaml(own.get(file) ?? '', text)),
    leftover: [...own.keys()].filter((file) => !wanted.has(file)).sort(),
    kept: keptFiles.map((file) => ({ file, hasSuccessor: full.has(file) })),
    foreign: foreign.map((file) => ({ file, ofOtherWorkspace: isGenerated(present.get(file) ?? '') })),
    brokenCalls: [...present].filter(([, text]) => !isGenerated(text)).flatMap(([file, text]) => findBrokenCalls(file, text, after)),
    dependabot: settings === dependabot.text ? undefined : { state: dependabot.text === undefined ? 'missing' : 'changed', text: settings },
  }
}

function withOwnRun(module: WorkflowModule, kept: readonly string[], present: ReadonlyMap<string, string>): WorkflowModule {
  const file = runFile(module.name)
  return kept.includes(file) ? { ...module, ownRun: { callable: isCallable(present.get(file)) } } : module
}

const CALL = new RegExp(String.raw`^\s*uses:\s*['"]?\./${WORKFLOW_FOLDER.replaceAll('.', String.raw`\.`)}/([\w.-]+)`)

function findBrokenCalls(file: string, text: string, after: ReadonlyMap<string, string>): BrokenCall[] {
  return text.split('\n').flatMap((line, index) => {
    const called = CALL.exec(line)?.[1]
    return called === undefined || isCallable(after.get(called)) ? [] : [{ file, line: index + 1, called }]
  })
}

/** By the word alone: a workflow written by hand may have any form. */
function isCallable(text: string | undefined): boolean {
  return text !== undefined && /^[^#]*\bworkflow_call\b/m.test(text)
}

function filterMap(map: ReadonlyMap<string, string>, holds: (file: string, text: string) => boolean): ReadonlyMap<string, string> {
  return new Map([...map].filter(([file, text]) => holds(file, text)))
}
