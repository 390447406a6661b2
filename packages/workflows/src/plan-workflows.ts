import { compareBytes } from '@module-images/core'
import { planBuildPush } from './build-push.js'
import { planDockerAffected } from './docker-affected.js'
import { planDockerAllModules } from './docker-all-modules.js'
import { planDockerModule } from './docker-module.js'
import { renderWorkflow } from './render-workflow.js'
import { planRunAll } from './run-all.js'
import { planRunModule } from './run-module.js'
import { runOptionsOf } from './run-options.js'
import type { Workflow } from './workflow.js'
import { checkWorkflowFolder, checkWorkflowModules, type WorkflowFacts, type WorkflowModule } from './workflow-facts.js'
import { AFFECTED_FILE, ALL_MODULES_FILE, BUILD_PUSH_FILE, dockerFile, runFile } from './workflow-files.js'

/**
 * Every workflow of a workspace, text by file name, in order of name.
 *
 * @throws ModuleImagesError as {@link checkWorkflowModules} and {@link checkWorkflowFolder} do
 */
export function planWorkflows(facts: WorkflowFacts): ReadonlyMap<string, string> {
  checkWorkflowFolder(facts.folder)
  checkWorkflowModules(facts.modules)
  const workflows: [string, Workflow][] = [
    [AFFECTED_FILE, planDockerAffected(facts)],
    [ALL_MODULES_FILE, planDockerAllModules(facts)],
    [BUILD_PUSH_FILE, planBuildPush(facts)],
    ...facts.modules.flatMap((module) => workflowsOf(facts, module)),
    ...planRunAll(facts),
  ]
  workflows.sort(([a], [b]) => compareBytes(a, b))
  return new Map(workflows.map(([file, workflow]) => [file, renderWorkflow(workflow, facts)]))
}

function workflowsOf(facts: WorkflowFacts, module: WorkflowModule): [string, Workflow][] {
  const run = module.ownRun === undefined ? runOptionsOf(facts.options, module) : undefined
  return [
    [dockerFile(module.name), planDockerModule(facts, module)],
    ...(run === undefined ? [] : [[runFile(module.name), planRunModule(facts, module, run)] satisfies [string, Workflow]]),
  ]
}
