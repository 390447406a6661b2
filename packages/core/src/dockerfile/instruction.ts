import type { SettingKeyword } from './image-setting.js'

/** One NAME or NAME=value of an ARG, ENV or LABEL; name and value as written. */
export interface Assignment {
  readonly name: string
  readonly value?: string | undefined
}

/** A COPY or ADD. Sources are as written: variables, quotes and escapes are still in them. */
export interface CopyInstruction {
  readonly kind: 'copy' | 'add'
  readonly line: number
  /** Without here-documents, which read nothing. */
  readonly sources: readonly string[]
  readonly destination: string
  /** A stage, its number, or an image; never expanded. Empty means the build context. */
  readonly from: string
  readonly parents: boolean
  readonly excludes: readonly string[]
  /** Values of flags that take variables, which do not matter here but may be refused. */
  readonly options: readonly string[]
  /** Of an ADD; empty for none. */
  readonly checksum: string
}

export interface RunInstruction {
  readonly kind: 'run'
  readonly line: number
  /** Values of `--mount`, as written but for quotes. */
  readonly mounts: readonly string[]
}

export interface SettingInstruction {
  readonly kind: 'setting'
  readonly line: number
  readonly keyword: SettingKeyword
  /** As written: variables, quotes and escapes are still in them. */
  readonly words: readonly string[]
}

/** What a stage does, as far as it bears on what a build reads. */
export type Instruction =
  | CopyInstruction
  | RunInstruction
  | { readonly kind: 'arg' | 'env'; readonly line: number; readonly assignments: readonly Assignment[] }
  | { readonly kind: 'label'; readonly line: number; readonly assignments: readonly Assignment[] }
  /** The trigger is read when a child runs it, as BuildKit does, so that a bad one harms nobody before. */
  | { readonly kind: 'onbuild'; readonly line: number; readonly trigger: string }
  | SettingInstruction
  | { readonly kind: 'other'; readonly line: number; readonly keyword: string }

export interface Stage {
  /** The image or stage it starts from, as written. */
  readonly from: string
  /** Lower case; empty for a stage without one. */
  readonly name: string
  /** Value of `--platform`, as written. */
  readonly platform?: string | undefined
  readonly line: number
  readonly instructions: readonly Instruction[]
}
