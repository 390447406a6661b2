import { parse } from 'yaml'

/** A workflow as GitHub reads it, in the parts that the generated ones use. */
export interface WorkflowFile {
  readonly file: string
  readonly name: string
  readonly on: Readonly<Record<string, TriggerSettings | null>>
  readonly permissions?: Permissions
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': unknown }
  readonly env?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, JobSettings>>
}

export interface TriggerSettings {
  readonly branches?: readonly string[]
  readonly tags?: readonly string[]
  /** Names of workflows. */
  readonly workflows?: readonly string[]
  readonly paths?: readonly string[]
  readonly types?: readonly string[]
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown }>>
}

export type Permissions = Readonly<Record<string, 'read' | 'write'>>

export interface JobSettings {
  readonly name?: string
  readonly needs?: string | readonly string[]
  readonly if?: string
  readonly permissions?: Permissions
  readonly environment?: string
  readonly outputs?: Readonly<Record<string, string>>
  readonly strategy?: { readonly matrix: unknown }
  readonly 'runs-on'?: unknown
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly steps?: readonly StepSettings[]
  readonly defaults?: { readonly run?: { readonly 'working-directory'?: string } }
}

export interface StepSettings {
  readonly id?: string
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, unknown>>
  readonly run?: string
  readonly 'working-directory'?: string
}

export function parseWorkflowFile(file: string, text: string): WorkflowFile {
  return { file, ...(parse(text) as Omit<WorkflowFile, 'file'>) }
}

export function needsOf({ needs = [] }: JobSettings): readonly string[] {
  return typeof needs === 'string' ? [needs] : needs
}
