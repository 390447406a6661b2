import type { ExecutorContext } from '@nx/devkit'
import type { GeneratingTasks } from '@module-images/app'
import { groupBy } from '@module-images/core'

/**
 * Reads from Nx's task graph what each module's build depends on.
 *
 * @param buildTarget name of the target that builds images
 */
export function readGeneratingTasks(context: ExecutorContext, buildTarget: string): GeneratingTasks {
  const tasks = context.taskGraph?.tasks ?? {}
  const tasksBefore = (id: string) => (context.taskGraph?.dependencies[id] ?? []).map((dependency) => dependency.id)
  const outputsOf = (id: string): readonly string[] => {
    const { target, outputs = [] } = tasks[id] ?? {}
    // Nx guesses the outputs of a target that declares none.
    const declared = target && context.projectsConfigurations.projects[target.project]?.targets?.[target.target]?.outputs
    return declared === undefined ? [] : outputs
  }
  const describe = (task: string) => {
    const before = reach([task], tasksBefore).filter((other) => other !== task)
    const projects = [task, ...before].flatMap((other) => tasks[other]?.target.project ?? [])
    return { id: task, outputs: outputsOf(task), outputsBefore: before.flatMap(outputsOf), roots: rootsOf(context, projects) }
  }
  // A module is asked about for each of its files that is in no commit.
  const builds = groupBy(
    Object.values(tasks).filter(({ target }) => target.target === buildTarget),
    ({ target }) => target.project,
  )
  const known = new Map<string, ReturnType<GeneratingTasks>>()
  return (module) => {
    const generating = known.get(module) ?? (builds.get(module) ?? []).flatMap(({ id }) => tasksBefore(id).map(describe))
    known.set(module, generating)
    return generating
  }
}

function rootsOf({ projectGraph, projectsConfigurations }: ExecutorContext, projects: readonly string[]): string[] {
  const all = reach(projects, (project) => (projectGraph.dependencies[project] ?? []).map(({ target }) => target))
  const roots = all.flatMap((project) => projectsConfigurations.projects[project]?.root ?? [])
  return [...new Set(roots.map((root) => (root === '.' ? '' : root)))].sort()
}

/** These and all that they lead to. */
function reach(from: readonly string[], next: (name: string) => readonly string[]): string[] {
  const found = new Set(from)
  for (const name of found) for (const further of next(name)) found.add(further)
  return [...found]
}
