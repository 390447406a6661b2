import { parse } from 'yaml'

/** A workflow as GitHub reads it. */
export interface ParsedWorkflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: object
  readonly concurrency?: { readonly 'cancel-in-progress': unknown }
  readonly jobs: Readonly<Record<string, ParsedJob>>
}

export interface ParsedJob {
  readonly needs?: string | readonly string[]
  readonly if?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly secrets?: unknown
  readonly 'runs-on'?: unknown
  readonly 'timeout-minutes'?: number
  readonly environment?: string
  readonly steps?: readonly ParsedStep[]
  readonly defaults?: object
}

export interface ParsedStep {
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, unknown>>
  readonly 'working-directory'?: string
}

export function parseWorkflow(text: string): ParsedWorkflow {
  return parse(text) as ParsedWorkflow
}

/** Every job of these workflows. */
export function jobsOf(files: Iterable<readonly [string, string]>): { file: string; id: string; job: ParsedJob }[] {
  return [...files].flatMap(([file, text]) => Object.entries(parseWorkflow(text).jobs).map(([id, job]) => ({ file, id, job })))
}
