import type { WorkspaceRule } from '../check-rule.js'

export const moduleLink: WorkspaceRule = {
  id: 'module-link',
  scope: 'workspace',
  title: 'Modules are folders, not links to folders',
  severity: 'warning',
  why: 'Nx looks behind no link: what one leads to is no module, gets no image and no targets, and no release ever names it.',
  fix: 'Move the folder to where the link is, or name the folder that it leads to among the `modules` globs of nx.json.',
  examples: {
    passing: [{ files: { 'nx.json': '{}\n', 'modules/a/Dockerfile': 'FROM scratch\n' } }],
    failing: [
      {
        files: { 'nx.json': '{}\n', 'elsewhere/a/Dockerfile': 'FROM scratch\n' },
        links: ['modules/a'],
        note: 'modules/a is a link to elsewhere/a',
        lines: ['modules/a:1'],
      },
    ],
  },
  check({ linkedFolders }) {
    return linkedFolders.map((file) => ({ message: `${file} is a link, and left out.`, place: { file, line: 1 } }))
  },
}
