/** An action at one commit; the release is for people and for Dependabot. */
export interface ActionPin {
  /** Git object id, 40 hex. */
  readonly commit: string
  /** `v7.0.1` */
  readonly release: string
}

/** Every action a generated workflow may use, at the commit this release was made with. */
export const ACTION_PINS = {
  'actions/cache/save': { commit: '55cc8345863c7cc4c66a329aec7e433d2d1c52a9', release: 'v6.1.0' },
  'actions/checkout': { commit: '3d3c42e5aac5ba805825da76410c181273ba90b1', release: 'v7.0.1' },
  'actions/download-artifact': { commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', release: 'v8.0.1' },
  'actions/github-script': { commit: '3a2844b7e9c422d3c10d287c895573f7108da1b3', release: 'v9.0.0' },
  'actions/setup-node': { commit: '820762786026740c76f36085b0efc47a31fe5020', release: 'v7.0.0' },
  'actions/upload-artifact': { commit: '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a', release: 'v7.0.1' },
  'anchore/scan-action/download-grype': { commit: 'e1165082ffb1fe366ebaf02d8526e7c4989ea9d2', release: 'v7.4.0' },
  'aws-actions/configure-aws-credentials': { commit: 'e6de054238d6b7531b4efff3b6587d9aade6a06c', release: 'v6.2.3' },
  'docker/setup-qemu-action': { commit: '96fe6ef7f33517b61c61be40b68a1882f3264fb8', release: 'v4.2.0' },
} as const satisfies Readonly<Record<string, ActionPin>>

export type ActionName = keyof typeof ACTION_PINS

export type ActionPins = Readonly<Record<ActionName, ActionPin>>

const USES = /^\s*(?:- )?uses: ([\w.-]+\/[\w./-]+)@([0-9a-f]{40}) # (v\d+(?:\.\d+)*)\s*$/gm

/**
 * The pins to write: the known ones, unless a workflow written earlier carries a later release. Dependabot moves pins in the generated files,
 * and what a reviewed pull request brought must not be undone by the next sync.
 *
 * @param texts of generated workflows as they are now
 */
export function planPins(texts: readonly string[]): ActionPins {
  const pins: Record<ActionName, ActionPin> = { ...ACTION_PINS }
  for (const text of texts) {
    for (const [, action = '', commit = '', release = ''] of text.matchAll(USES)) {
      if (isKnown(action) && isLater(release, pins[action].release)) pins[action] = { commit, release }
    }
  }
  return pins
}

function isKnown(action: string): action is ActionName {
  return Object.hasOwn(ACTION_PINS, action)
}

function isLater(release: string, than: string): boolean {
  const [a, b] = [release, than].map((text) => text.slice(1).split('.').map(Number))
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i += 1) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}
