import { ModuleImagesError, renderError } from '@module-images/core'

/** @typedef {import('./collect-examples.mjs').ErrorExample} ErrorExample */

/** Who has to act, see `ErrorKind` of packages/core. @type {Readonly<Record<string, string>>} */
const KINDS = {
  usage: 'the command line itself is wrong, whatever the workspace and the registry hold: module-images ends with 2',
  input: 'something in a file or a command has to be corrected',
  environment: 'something on this machine has to be set up or made room for',
  remote: 'a registry, AWS or a git remote did not do what it was asked for',
  internal: 'a fault of module-images itself: please open an issue',
}

/** @param {ReadonlyMap<string, readonly ErrorExample[]>} examples by code @returns {string} */
export function renderErrorsPage(examples) {
  const codes = [...examples.keys()].sort((a, b) => (a < b ? -1 : 1))
  const sections = codes.map((code) => renderSection(code, examples.get(code) ?? []))
  return `# Errors

<!-- Written by tools/docs/errors-page.mjs; do not edit. -->

Every error has a code, which stays the same when its words change: \`✗ error[not-published]: …\` in a terminal, \`code\` in JSON. Each message says
what failed, where, and what to do about it. The examples below are made by the code that makes the errors, with sample values.

| kind | means |
| --- | --- |
${Object.entries(KINDS)
  .map(([kind, means]) => `| ${kind} | ${means} |`)
  .join('\n')}

${sections.join('\n\n')}
`
}

/** @param {string} code @param {readonly ErrorExample[]} examples */
function renderSection(code, examples) {
  const kinds = [...new Set(examples.map(({ kind }) => kind))].sort()
  const texts = examples.map(({ message, place, fix, kind }) =>
    renderError(new ModuleImagesError({ code, kind: /** @type {import('@module-images/core').ErrorKind} */ (kind), message, place, fix })),
  )
  return `## ${code}\n\nKind: ${kinds.join(', ')}.\n\n${texts.map((text) => `\`\`\`text\n${text}\n\`\`\``).join('\n\n')}`
}
