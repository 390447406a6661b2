import { isGenerated, ModuleImagesError } from '@module-images/core'
import { DEPENDABOT_FILES, isGeneratedFor, planDependabot, planWorkflows, runFile, WORKFLOW_FOLDER } from '@module-images/workflows'
import type { Tree } from '@nx/devkit'
import { folderInRepository, readWorkspaceFrom, pathToRepository, type Workspace } from '@module-images/workspace'
import { readWorkflowFacts } from '@module-images/app'
import { createTreeFiles } from './tree-files.js'

/** What became of files, by their paths from the workspace root. */
export interface WrittenWorkflows {
  /** There was none. */
  readonly created: readonly string[]
  /** It was not what nx.json and the modules ask for: they have changed, or somebody has edited it. */
  readonly updated: readonly string[]
  /** A generated workflow whose module is gone. */
  readonly removed: readonly string[]
  /** A generated workflow in the workspace's own folder, where that is not the repository's: GitHub never looks there. */
  readonly misplaced: readonly string[]
  /** `run_{module}.yml` that somebody wrote by hand: it tests the module in a way of its own, so no generated one takes its place. */
  readonly skipped: readonly string[]
}

/**
 * Puts the workflows of all modules into the tree, and an entry for their actions into Dependabot's settings; removes those of modules
 * that are gone. They lie at the top of the git repository, be it above the workspace: Nx's tree reads and writes there by `../`. Files
 * without the generated line are never removed nor written over, nor those of another workspace of the repository.
 *
 * @throws ModuleImagesError `foreign-workflow` for a file that is not generated in the way of one that builds or publishes images; and what `planWorkflows` and `planDependabot` throw.
 *   The tree is as it was then.
 * @param workspace as it will be, with what is in the tree
 */
export function writeWorkflows(tree: Tree, workspace: Workspace = readWorkspaceFrom(createTreeFiles(tree))): WrittenWorkflows {
  const top = pathToRepository(tree.root)
  const folder = `${top}${WORKFLOW_FOLDER}`
  const present = readWorkflows(tree, folder)
  const own = new Map([...present].filter(([, text]) => isGeneratedFor(text, folderInRepository(tree.root))))
  const facts = readWorkflowFacts(workspace, [...own.values()])
  const wanted = new Map([...planWorkflows(facts)].map(([file, text]) => [`${folder}/${file}`, text]))
  const inTheWay = [...wanted.keys()].filter((path) => present.has(path) && !own.has(path))
  const runFiles = new Set(facts.modules.map(({ name }) => `${folder}/${runFile(name)}`))
  for (const path of inTheWay) if (!runFiles.has(path)) throw foreignWorkflow(path, present.get(path) ?? '')
  for (const path of inTheWay) wanted.delete(path)
  wanted.set(...wantDependabot(tree, top))
  const removed = [...own.keys()].filter((path) => !wanted.has(path))
  const misplaced = top === '' ? [] : [...readWorkflows(tree, WORKFLOW_FOLDER)].flatMap(([path, text]) => (isGenerated(text) ? [path] : []))
  const result = { created: [] as string[], updated: [] as string[], removed, misplaced, skipped: inTheWay }
  for (const [path, text] of wanted) {
    const before = present.get(path) ?? readText(tree, path)
    if (before === undefined) result.created.push(path)
    else if (before !== text) result.updated.push(path)
    if (before !== text) tree.write(path, text)
  }
  for (const path of [...removed, ...misplaced]) tree.delete(path)
  return result
}

/** Every workflow in a folder, text by path. */
function readWorkflows(tree: Tree, folder: string): Map<string, string> {
  const paths = tree.children(folder).filter((name) => /\.ya?ml$/.test(name))
  return new Map(
    paths.flatMap((name): [string, string][] => {
      const [path, text] = [`${folder}/${name}`, readText(tree, `${folder}/${name}`)]
      return text === undefined ? [] : [[path, text]]
    }),
  )
}

/** A checkout may have turned line ends to those of Windows; that is no edit. */
function readText(tree: Tree, path: string): string | undefined {
  return tree.isFile(path) ? tree.read(path, 'utf-8')?.replaceAll('\r\n', '\n') : undefined
}

function wantDependabot(tree: Tree, top: string): [string, string] {
  const file = `${top}${DEPENDABOT_FILES.find((path) => tree.exists(`${top}${path}`)) ?? DEPENDABOT_FILES[0]}`
  return [file, planDependabot(readText(tree, file), file)]
}

function foreignWorkflow(file: string, text: string): ModuleImagesError {
  const [message, fix] = isGenerated(text)
    ? [
        'The workflow of this name is that of another workspace of this repository, and a repository has one set of workflows.',
        `If that workspace is gone, remove its workflows: git rm ${file}; then run: npx nx sync`,
      ]
    : [
        'A workflow of this name is to be generated, but the one that is there was written by hand, or has lost its first line.',
        `Rename it if it is wanted, or remove it: git rm ${file}; then run: npx nx sync`,
      ]
  return new ModuleImagesError({ code: 'foreign-workflow', kind: 'input', message, place: { file }, fix })
}
