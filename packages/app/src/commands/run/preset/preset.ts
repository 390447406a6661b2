import type { RunRequest, UserNamespace } from '@module-images/engine'

/** A server of an image that can be started without knowing how. */
export interface Preset {
  /** As on a command line. */
  readonly id: string
  /** Its name. */
  readonly title: string
  /** A condition for the image's shell: whether the image has it. */
  readonly test: string
  /** Where it listens, and the first choice of this machine's ports. */
  readonly port: number
  readonly plan: (facts: PresetFacts) => PresetPlan
}

/** @see Preset */
export interface PresetFacts {
  /** A new one each time; letters and digits. */
  readonly secret: string
  /** `1000:1000`, to whom files are to belong; undefined for the image's own user. */
  readonly owner: string | undefined
  readonly namespace: UserNamespace
}

/** @see Preset */
export interface PresetPlan {
  /** A line for the image's shell. Words of the command line are appended. */
  readonly line: string
  /** What the server is to know, the secret too. */
  readonly env: Readonly<Record<string, string>>
  /** Where it is not the user that any command is run as. */
  readonly runAs?: Pick<RunRequest, 'user' | 'userns' | 'init'> | undefined
  readonly signIn: { readonly kind: 'token' } | { readonly kind: 'form'; readonly user: string }
}
