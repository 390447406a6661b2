import type { WorkspaceCheckFacts } from '../check-facts.js'
import type { RuleFinding, WorkspaceRule } from '../check-rule.js'
import { fieldsOf, lineOfText } from './json-fields.js'

const OURS = '@module-images/nx'

export const duplicateTarget: WorkspaceRule = {
  id: 'duplicate-target',
  scope: 'workspace',
  title: 'No two plugins infer the same target',
  severity: 'error',
  why: 'Nx merges targets of one name: the later plugin wins, and an image is built by the wrong one, without a word.',
  fix: 'Give one of them another target name, or take the entry out.',
  examples: {
    passing: [
      {
        files: {
          'nx.json':
            '{\n  "plugins": [\n    "@module-images/nx",\n    { "plugin": "@nx/docker", "options": { "buildTarget": "docker:build" } }\n  ]\n}\n',
        },
      },
      {
        files: {
          'nx.json': '{ "plugins": ["@module-images/nx"] }\n',
          'modules/a/project.json': '{ "targets": { "docker-build": { "options": { "target": "final" } } } }\n',
        },
      },
    ],
    failing: [
      {
        files: {
          'nx.json':
            '{\n  "plugins": [\n    "@module-images/nx",\n    { "plugin": "@nx/docker", "options": { "buildTarget": "docker-build" } }\n  ]\n}\n',
        },
        lines: ['nx.json:4'],
      },
      {
        files: {
          'nx.json':
            '{\n  "plugins": [\n    "@module-images/nx",\n    { "plugin": "@nx/docker", "options": { "buildTarget": { "name": "docker-build" } } }\n  ]\n}\n',
        },
        lines: ['nx.json:4'],
      },
      { files: { 'nx.json': '{\n  "plugins": [\n    "@module-images/nx",\n    "@module-images/nx"\n  ]\n}\n' }, lines: ['nx.json:4'] },
      {
        files: {
          'nx.json': '{}\n',
          'modules/a/project.json': '{\n  "targets": {\n    "docker-build": { "executor": "nx:run-commands" }\n  }\n}\n',
        },
        lines: ['modules/a/project.json:3'],
      },
    ],
  },
  check: (facts) => [...inPlugins(facts), ...inProjects(facts)],
}

function inPlugins({ nxJson: { file, text, value }, targets }: WorkspaceCheckFacts): RuleFinding[] {
  const { plugins } = fieldsOf(value)
  let ours = 0
  return (Array.isArray(plugins) ? (plugins as unknown[]) : []).flatMap((entry) => {
    const { plugin = entry, options, include } = fieldsOf(entry)
    if (typeof plugin !== 'string') return []
    const own = plugin === OURS
    // Several entries that each hold for a part of the workspace are a way to use several settings.
    if (own && include === undefined && ++ours > 1) return [finding(`${OURS} is registered twice.`, lastLineOf(text, OURS))]
    const taken = own ? [] : textsOf(options, 3).filter((option) => targets.includes(option))
    return [...new Set(taken)].map((target) => finding(`${plugin} infers ${target} as well.`, lineOfText(text, `"${plugin}"`)))
  })

  function finding(message: string, line: number): RuleFinding {
    return { message, place: { file, line } }
  }
}

/** The texts among options; some plugins take the name of a target in an object. */
function textsOf(options: unknown, depth: number): string[] {
  const texts = Object.values(fieldsOf(options))
  return texts.flatMap((option) => (typeof option === 'string' ? [option] : depth > 0 ? textsOf(option, depth - 1) : []))
}

function lastLineOf(text: string, wanted: string): number {
  return lineOfText(text, wanted, text.lastIndexOf(wanted))
}

/** A project.json that names another executor for a target takes it over. */
function inProjects({ projects, targets }: WorkspaceCheckFacts): RuleFinding[] {
  return projects.flatMap(({ file, text, value }) => {
    const own = fieldsOf(fieldsOf(value)['targets'])
    return targets.flatMap((target) => {
      const { executor, command } = fieldsOf(own[target])
      const other = typeof command === 'string' || (typeof executor === 'string' && !executor.startsWith(`${OURS}:`))
      if (!other) return []
      return [{ message: `${target} is defined here by something else.`, place: { file, line: lineOfText(text, `"${target}"`) } }]
    })
  })
}
