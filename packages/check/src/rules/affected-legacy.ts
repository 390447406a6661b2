import type { WorkspaceRule } from '../check-rule.js'
import { fieldsOf, lineOfText } from './json-fields.js'

export const affectedLegacy: WorkspaceRule = {
  id: 'affected-legacy',
  scope: 'workspace',
  title: 'nx affected goes by the inputs of tasks',
  severity: 'error',
  why: 'With affected.legacy, any file of a module selects its image: a note or a result starts half an hour of builds.',
  fix: 'Remove affected.legacy from nx.json.',
  examples: {
    passing: [{ files: { 'nx.json': '{ "plugins": ["@module-images/nx"] }\n' } }],
    failing: [
      { files: { 'nx.json': '{\n  "plugins": ["@module-images/nx"],\n  "affected": { "legacy": true }\n}\n' }, lines: ['nx.json:3'] },
    ],
  },
  check({ nxJson: { file, text, value } }) {
    if (fieldsOf(fieldsOf(value)['affected'])['legacy'] !== true) return []
    return [{ message: 'affected.legacy is on.', place: { file, line: lineOfText(text, '"legacy"') } }]
  },
}
