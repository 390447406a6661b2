import type { RunnerLabels } from '@module-images/core'
import type { ActionName } from './pins.js'

/**
 * A GitHub workflow, as far as they are generated. What must not be written cannot be said: there is no `pull_request_target`, a job without
 * permissions of its own is a callee that gets its caller's, and a literal text never holds an expression.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
 */
export interface Workflow {
  /** For the comment at the top, after what every generated file says. A line each. */
  readonly notes: readonly string[]
  readonly name: Value
  readonly on: Triggers
  readonly concurrency?: Concurrency
  /** Of every script. A workflow that is called has its own, and none of its caller's. */
  readonly env?: Readonly<Record<string, Value>>
  readonly jobs: readonly Job[]
}

/** A text that GitHub fills in: `${{ … }}` within it are expressions. */
export interface Template {
  readonly template: string
}

/** A text, taken as it is, or a template. */
export type Value = string | number | boolean | Template

/** A value that is one expression. */
export function expression(text: string): Template {
  return { template: `\${{ ${text} }}` }
}

export interface Triggers {
  /** Filter patterns; without any, every pull request. */
  readonly pullRequest?: { readonly paths?: readonly string[] }
  /** https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue */
  readonly mergeGroup?: true
  readonly push?: { readonly branches?: readonly string[]; readonly tags?: readonly string[] }
  readonly release?: 'published'
  /** Cron expressions, UTC. */
  readonly schedule?: readonly string[]
  readonly workflowDispatch?: Inputs
  readonly workflowCall?: { readonly inputs?: Inputs; readonly secrets?: readonly string[] }
  /** After workflows of these names. Never with a checkout: what they ran for may be a pull request. */
  readonly workflowRun?: readonly string[]
}

export type Inputs = Readonly<Record<string, Input>>

export type Input = { readonly description: string } & (
  | { readonly type: 'string'; readonly default: string }
  | { readonly type: 'boolean'; readonly default: boolean }
  | { readonly type: 'choice'; readonly default: string; readonly options: readonly string[] }
)

export interface Concurrency {
  readonly group: Value
  readonly cancelInProgress: Value
}

/** What the job's token may do; what is not named it may not. */
export type Permissions = Readonly<
  Partial<Record<'actions' | 'contents' | 'id-token' | 'issues' | 'packages' | 'pull-requests' | 'security-events', 'read' | 'write'>>
>

interface JobCommon {
  readonly id: string
  /** Comment above the job. A line each. */
  readonly notes?: readonly string[]
  readonly name?: Value
  readonly needs?: readonly string[]
  /** An expression, without braces. */
  readonly if?: string
  /** `of-caller`: GitHub refuses a call whose callee asks for more than it was given, even in a job that is skipped. */
  readonly permissions: Permissions | 'of-caller'
  /** One job an entry; an expression, without braces. */
  readonly matrix?: string
}

export interface StepsJob extends JobCommon {
  readonly kind: 'steps'
  /** An expression gives the labels as JSON would hold them. */
  readonly runner: RunnerLabels | Template
  readonly timeoutMinutes: number
  readonly environment?: string
  readonly outputs?: Readonly<Record<string, Template>>
  readonly steps: readonly Step[]
}

export interface CallJob extends JobCommon {
  readonly kind: 'call'
  /** File of the workflow called, in the same folder. */
  readonly workflow: string
  readonly with: Readonly<Record<string, Value>>
  /** Names of those handed on. `inherit` for those of the callee's environment, which it sees in no other way. */
  readonly secrets?: 'inherit' | readonly string[]
}

export type Job = StepsJob | CallJob

interface StepCommon {
  readonly name?: string
  readonly id?: string
  /** An expression, without braces. */
  readonly if?: string
}

export type Step = StepCommon &
  (
    | { readonly kind: 'uses'; readonly action: ActionName; readonly with?: Readonly<Record<string, Value>> }
    | {
        readonly kind: 'run'
        /** Lines for bash. Whatever is not constant comes through `env`. */
        readonly run: readonly string[]
        readonly env?: Readonly<Record<string, Value>>
      }
  )
