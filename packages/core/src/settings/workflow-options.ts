import * as v from 'valibot'

/** Five fields. https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule */
const cron = v.pipe(v.string(), v.regex(/^[\d*/,A-Za-z-]+(?: [\d*/,A-Za-z-]+){4}$/, 'is not a cron expression of five fields'))

/** Git allows more in a branch's name; none of that is needed in a workflow. */
const branch = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w./-]*$/, 'is not the name of a branch'))

/** A pattern of the shell, which `case` matches. */
const tagPattern = v.pipe(v.string(), v.regex(/^[\w.*?[\]-]+$/, 'is not a pattern of letters, digits, . _ - and * ? [ ]'))

/**
 * `workflows` of the plugin's options in nx.json: what generated workflows take over as it is. Values end up in YAML and in scripts,
 * so each is held to plain characters.
 */
export const workflowOptionsSchema = v.strictObject({
  /** Pushes to it publish. Default: `defaultBase` of nx.json. */
  defaultBranch: v.optional(branch),
  /** Tags of GitHub releases that publish images under the same tag. */
  releaseTags: v.optional(v.pipe(v.array(tagPattern), v.minLength(1)), ['v*.*.*', '20[0-9][0-9]-[0-1][0-9]-[0-3][0-9]*']),
  /** When bases are looked at anew, UTC; false for never. */
  refreshSchedule: v.optional(v.union([cron, v.literal(false)]), '23 5 1 * *'),
  /** When the tests of active modules run beside their pull requests, UTC; false for never. */
  testSchedule: v.optional(v.union([cron, v.literal(false)]), '41 5 * * 1'),
  /** The protected environment that publishing jobs run in. */
  environment: v.optional(v.pipe(v.string(), v.regex(/^\w[\w.-]*$/, 'is not the name of an environment')), 'image-publishing'),
  /** The variable of that environment with the ARN of the AWS role to take. */
  roleVariable: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/, 'is not the name of a variable')), 'AWS_ROLE_ARN'),
  nodeVersion: v.optional(v.pipe(v.string(), v.regex(/^[\w.*/-]+$/, 'is not a version for actions/setup-node')), '22'),
  runner: v.optional(v.pipe(v.string(), v.regex(/^\w[\w.-]*$/, 'is not the label of a runner')), 'ubuntu-latest'),
  /** Whether each pushed digest gets a build provenance attestation, which private repositories have only on some plans. */
  attestations: v.optional(v.boolean(), true),
  /** Whether checkouts fetch the files that Git LFS keeps elsewhere. */
  lfs: v.optional(v.boolean(), false),
  /** Whether checkouts fetch submodules, and those within them. */
  submodules: v.optional(v.union([v.boolean(), v.literal('recursive')]), false),
})

/** @see workflowOptionsSchema */
export type WorkflowOptions = v.InferOutput<typeof workflowOptionsSchema>
