/** A base lock of `debian:trixie-slim` for linux/amd64, for examples; their clock stands at June of 2026. */
export const LOCK_EXAMPLE = lockExample('2026-05-01T00:00:00.000Z')

export function lockExample(resolved: string, platform = 'linux/amd64'): string {
  return `{
  "lock": 1,
  "epoch": 0,
  "bases": {
    "debian:trixie-slim": {
      "digest": "sha256:${'1'.repeat(64)}",
      "platforms": ["${platform}"],
      "resolved": "${resolved}"
    }
  }
}
`
}
