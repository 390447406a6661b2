import type { WorkspaceRule } from '../check-rule.js'

export const dockerfilePlace: WorkspaceRule = {
  id: 'dockerfile-place',
  scope: 'workspace',
  title: 'A Dockerfile below a module is a module as well, or left out on purpose',
  severity: 'hint',
  why: 'The modules globs do not match its folder: it gets no image and no targets, and no release ever names it.',
  fix: 'Name its folder among the `modules` globs of nx.json, or leave it out on purpose with a negated one: "!modules/a/tests".',
  examples: {
    passing: [{ files: { 'nx.json': '{}\n', 'modules/a/Dockerfile': 'FROM scratch\n', 'modules/a/notes/README.md': '' } }],
    failing: [
      {
        files: { 'nx.json': '{}\n', 'modules/a/Dockerfile': 'FROM scratch\n', 'modules/a/tools/Dockerfile': 'FROM scratch\n' },
        lines: ['modules/a/tools/Dockerfile:1'],
      },
    ],
  },
  check({ nestedDockerfiles }) {
    return nestedDockerfiles.map(({ file, module }) => ({
      message: `This Dockerfile lies below the module ${module}, in a folder that no modules glob matches.`,
      place: { file, line: 1 },
      fix: fixOf(file.slice(0, file.lastIndexOf('/'))),
    }))
  },
}

function fixOf(folder: string): string {
  return `Add "${folder}" to the \`modules\` globs of nx.json, or "!${folder}" where it is no module.`
}
