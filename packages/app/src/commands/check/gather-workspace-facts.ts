import { pathIn } from '@module-images/core'
import type { WorkspaceCheckFacts } from '@module-images/check'
import { type FileSource, findEmptyGlobs, NX_JSON, type Workspace } from '@module-images/workspace'
import { findDockerfiles } from './find-dockerfiles.js'
import { readWorkflowStates } from './workflow-states.js'

/** Reads what rules ask of the workspace. */
export function gatherWorkspaceFacts(workspace: Workspace): WorkspaceCheckFacts {
  const { files, settings, modules, broken } = workspace
  const all = [...modules.values(), ...broken.values()]
  const text = files.readText(NX_JSON)
  return {
    nxJson: { file: NX_JSON, text, value: parseJson(text) },
    nx: readNxVersion(files),
    targets: [...Object.values<string>({ ...settings.targets }), settings.checks.target],
    modules: all.map(({ name, root, image, active }) => ({ name, root, image, active })),
    projects: all.flatMap(({ root }) => readProject(files, pathIn(root, 'project.json'))),
    emptyGlobs: findEmptyGlobs(
      files,
      settings,
      all.map(({ root }) => root),
    ),
    ...findDockerfiles(workspace),
    linkedFolders: workspace.linkedFolders,
    workflows: readWorkflowStates(workspace),
  }
}

function readNxVersion(files: FileSource): WorkspaceCheckFacts['nx'] {
  const manifest = files.has('package.json') ? files.readText('package.json') : '{}'
  const at = manifest.indexOf('"nx"')
  const place = { file: 'package.json', line: at < 0 ? 1 : manifest.slice(0, at).split('\n').length }
  const installed = 'node_modules/nx/package.json'
  if (files.has(installed)) return { version: stringOf(parseJson(files.readText(installed)), 'version'), place }
  const wanted = parseJson(manifest)
  const version = ['devDependencies', 'dependencies']
    .map((group) => stringOf(fieldOf(wanted, group), 'nx'))
    .find((found) => found !== undefined)
  return { version, place }
}

function readProject(files: FileSource, file: string): WorkspaceCheckFacts['projects'][number][] {
  if (!files.has(file)) return []
  const text = files.readText(file)
  return [{ file, text, value: parseJson(text) }]
}

/** What is no JSON is reported elsewhere. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function stringOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name)
  return typeof field === 'string' ? field : undefined
}
