import * as v from 'valibot'

/**
 * What may stand in a generated workflow: values end up in YAML and in scripts, so each is held to plain characters.
 */

/** Five fields. https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule */
export const cron = v.pipe(v.string(), v.regex(/^[\d*/,A-Za-z-]+(?: [\d*/,A-Za-z-]+){4}$/, 'is not a cron expression of five fields'))

/** Git allows more in a branch's name; none of that is needed in a workflow. */
export const branch = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w./-]*$/, 'is not the name of a branch'))

/** A pattern that both the shell's `case` and GitHub's tag filters read alike. */
export const tagPattern = v.pipe(v.string(), v.regex(/^[\w.*?[\]-]+$/, 'is not a pattern of letters, digits, . _ - and * ? [ ]'))

const runnerLabel = v.pipe(v.string(), v.regex(/^\w[\w.-]*$/, 'is not the label of a runner'))

/** One label, or several that a runner must all have. https://docs.github.com/actions/how-tos/write-workflows/choose-where-workflows-run/choose-the-runner-for-a-job */
export const runnerLabels = v.union([runnerLabel, v.pipe(v.array(runnerLabel), v.minLength(1))])

export const platformName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9_]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/, 'is not a platform such as linux/arm64'),
)

export const environmentName = v.pipe(v.string(), v.regex(/^\w[\w.-]*$/, 'is not the name of an environment'))

/** Of a variable or a secret. https://docs.github.com/actions/reference/workflows-and-actions/variables#naming-conventions-for-configuration-variables */
export const variableName = v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/, 'is not the name of a variable or secret'))

/** https://docs.github.com/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication */
export const ownerName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, 'is not the name of a user or an organization'))

export const nodeVersionText = v.pipe(v.string(), v.regex(/^[\w.*/-]+$/, 'is not a version for actions/setup-node'))

/** In one line, without what GitHub, YAML or a terminal would take for something else. */
export const plainText = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(text), 'is not one line of text'),
  noExpression(),
)

/** A Markdown file, or any other below the root of the workspace. */
export const filePath = v.pipe(
  v.string(),
  v.regex(/^[\w.-]+(?:\/[\w.-]+)*$/, 'is not the path of a file'),
  v.check((path) => !path.split('/').includes('..'), 'leaves the workspace'),
)

/** Lines for bash, from a file that only maintainers change. */
export const scriptText = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '' && !/(?!\n)[\p{Cc}\u2028\u2029]/u.test(text), 'is not a script'),
  noExpression(),
)

/** GitHub would fill it in before the shell reads it. https://docs.github.com/actions/concepts/security/script-injections */
function noExpression() {
  return v.check<string, string>((text) => !text.includes('${{'), 'holds an expression of GitHub (${{): hand it over in env')
}
