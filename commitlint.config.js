import { readdirSync } from 'node:fs'

/** A package, a folder of tools, one of the two whole, or what Dependabot calls dependencies. */
const SCOPES = [...readdirSync('packages'), ...readdirSync('tools'), 'modules', 'tools', 'deps', 'deps-dev']

/**
 * What commit messages are held to, in pull requests and by `npm run check:commits`: https://www.conventionalcommits.org/ and these.
 *
 * @type {import('@commitlint/types').UserConfig}
 */
export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    'scope-enum': [2, 'always', SCOPES],
    // A subject may begin with the name of a function, a product or a file.
    'subject-case': [0],
    'body-max-line-length': [2, 'always', 150],
    'footer-max-line-length': [0],
  },
  // Dependabot writes release notes, with long lines, into its messages.
  ignores: [(message) => message.includes('\nSigned-off-by: dependabot[bot] <support@github.com>')],
}
