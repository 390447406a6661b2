import type { Told } from './told.js'

/** What becomes of something that the repository does today. */
export type MigrationState = 'kept' | 'changed' | 'lost' | 'by-hand'

/** In the order of a report: what a person has to do comes first. */
export const MIGRATION_STATES: readonly MigrationState[] = ['by-hand', 'lost', 'changed', 'kept']

export interface EntryPlace {
  /** Posix path from the workspace root. */
  readonly file: string
  /** From 1; none for a file as a whole. */
  readonly line?: number
}

/** One thing that the repository does, and what becomes of it. */
export interface MigrationEntry {
  readonly state: MigrationState
  /** What it is about, in a few words that are ours. */
  readonly topic: string
  readonly told: Told
  readonly place?: EntryPlace
}

/** Options of the plugin that take something over. */
export interface CarriedOption {
  /** The path in the plugin's options: `['workflows', 'owner']`. */
  readonly path: readonly string[]
  readonly value: unknown
}

/** An entry, and the options that make it true. */
export interface Finding extends MigrationEntry {
  readonly options?: readonly CarriedOption[]
}
