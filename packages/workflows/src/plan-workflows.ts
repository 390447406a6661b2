import { compareBytes } from '@module-images/core'
import { planBuildPush } from './build-push.js'
import { planDockerAffected } from './docker-affected.js'
import { planDockerAllModules } from './docker-all-modules.js'
import { planDockerModule, planRunModule } from './module-workflows.js'
import { renderWorkflow } from './render-workflow.js'
import type { Workflow } from './workflow.js'
import { checkWorkflowFolder, checkWorkflowModules, type WorkflowFacts } from './workflow-facts.js'
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
    ...facts.modules.flatMap((module): [string, Workflow][] => [
      [dockerFile(module.name), planDockerModule(facts, module)],
      [runFile(module.name), planRunModule(facts, module)],
    ]),
  ]
  workflows.sort(([a], [b]) => compareBytes(a, b))
  return new Map(workflows.map(([file, workflow]) => [file, renderWorkflow(workflow, facts)]))
}
