import { z } from 'zod'

/** Five fields. https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule */
const cron = z.string().regex(/^[\d*/,A-Za-z-]+(?: [\d*/,A-Za-z-]+){4}$/, 'is not a cron expression of five fields')

/** Git allows more in a branch's name; none of that is needed in a workflow. */
const branch = z.string().regex(/^[A-Za-z0-9][\w./-]*$/, 'is not the name of a branch')

/** A pattern of the shell, which `case` matches. */
const tagPattern = z.string().regex(/^[\w.*?[\]-]+$/, 'is not a pattern of letters, digits, . _ - and * ? [ ]')

/**
 * `workflows` of the plugin's options in nx.json: what generated workflows take over as it is. Values end up in YAML and in scripts,
 * so each is held to plain characters.
 */
export const workflowOptionsSchema = z.strictObject({
  /** Pushes to it publish. Default: `defaultBase` of nx.json. */
  defaultBranch: branch.optional(),
  /** Tags of GitHub releases that publish images under the same tag. */
  releaseTags: z.array(tagPattern).min(1).default(['v*.*.*', '20[0-9][0-9]-[0-1][0-9]-[0-3][0-9]*']),
  /** When bases are looked at anew, UTC; false for never. */
  refreshSchedule: z.union([cron, z.literal(false)]).default('23 5 1 * *'),
  /** When the tests of active modules run beside their pull requests, UTC; false for never. */
  testSchedule: z.union([cron, z.literal(false)]).default('41 5 * * 1'),
  /** The protected environment that publishing jobs run in. */
  environment: z
    .string()
    .regex(/^\w[\w.-]*$/, 'is not the name of an environment')
    .default('image-publishing'),
  /** The variable of that environment with the ARN of the AWS role to take. */
  roleVariable: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'is not the name of a variable')
    .default('AWS_ROLE_ARN'),
  nodeVersion: z
    .string()
    .regex(/^[\w.*/-]+$/, 'is not a version for actions/setup-node')
    .default('22'),
  runner: z
    .string()
    .regex(/^\w[\w.-]*$/, 'is not the label of a runner')
    .default('ubuntu-latest'),
  /** Whether each pushed digest gets a build provenance attestation, which private repositories have only on some plans. */
  attestations: z.boolean().default(true),
})

/** @see workflowOptionsSchema */
export type WorkflowOptions = z.output<typeof workflowOptionsSchema>
