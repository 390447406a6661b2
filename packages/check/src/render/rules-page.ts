import type { CheckRule, FailingExample, PassingExample } from '../check-rule.js'

const HEAD = `# Rules of docker-check

<!-- Generated from packages/check/src/rules by tools/docs/rules-page.mjs. Change the rule, then run that. -->

\`npx nx docker-check MODULE\` and \`npx --no module-images doctor\` hold modules to these rules; the rules about the workspace are the doctor's.
An error fails the check, a warning does so with \`--strict\`, a hint never does.

A comment above a line switches rules off for it, or for the instruction that begins there:

\`\`\`dockerfile
# module-images: ignore apt-recommends — R needs the recommended fonts here
RUN apt-get install -y r-base
\`\`\`

Files that have no comments are left to the plugin's options in nx.json, where a rule gets another severity or is switched off:

\`\`\`json
{ "plugin": "@module-images/nx", "options": { "checks": { "image-labels": "warning", "base-lock-age": "off" } } }
\`\`\`
`

/** The documentation of rules: a table of all, then each with its reason, its fix and its examples. */
export function renderRulesPage(rules: readonly CheckRule[]): string {
  const rows = rules.map(({ id, severity, title }) => `| [${id}](#${id}) | ${severity} | ${title} |`)
  const table = ['| rule | severity | asks for |', '| --- | --- | --- |', ...rows].join('\n')
  return `${[HEAD, table, ...rules.map(renderRule)].join('\n\n').replace(/\n{3,}/g, '\n\n')}\n`
}

function renderRule({ id, title, severity, scope, why, fix, examples }: CheckRule): string {
  const failing = examples.failing.map((example) => renderExample(example, `Found at ${listLines(example)}`))
  const passing = examples.passing.map((example) => renderExample(example, 'Fine'))
  const about = scope === 'workspace' ? `${severity}, about the workspace` : severity
  return [`## ${id}`, `${title} (${about}).`, `**Why.** ${why}`, `**Fix.** ${fix}`, ...failing, ...passing].join('\n\n')
}

function renderExample({ files, sizes = {}, note }: PassingExample, lead: string): string {
  const blocks = Object.entries(files).map(([path, text]) => {
    const bytes = sizes[path]
    return bytes === undefined ? renderFile(path, text) : `\`${path}\`: ${bytes} bytes`
  })
  return [`${lead}${note === undefined ? '' : ` (${note})`}:`, ...blocks].join('\n\n')
}

function renderFile(path: string, text: string): string {
  if (text === '') return `\`${path}\``
  const fence = text.includes('```') ? '````' : '```'
  // A carriage return would be seen by nobody, and git may take it out.
  return `\`${path}\`\n\n${fence}${languageOf(path)}\n${text.replaceAll('\r', '␍').trimEnd()}\n${fence}`
}

function languageOf(path: string): string {
  if (path.endsWith('Dockerfile')) return 'dockerfile'
  if (path.endsWith('.yml')) return 'yaml'
  return /\.(?:json|lock)$/.test(path) ? 'json' : 'text'
}

function listLines({ lines }: FailingExample): string {
  return [...new Set(lines)].map((line) => `\`${line}\``).join(', ')
}
