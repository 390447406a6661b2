/** One look of a scanner into an image. References are by digest. */
export interface ScanRequest {
  readonly image: string
  /** `os/arch[/variant]` of the image; the scanner runs on the engine's own. */
  readonly platform: string
  readonly scanner: string
  /** Words that the scanner's image starts. */
  readonly command: readonly string[]
}

/** How a file with what was found ends. */
export const SCAN_FILE = '.spdx.json'

/**
 * A build that lets a scanner look into an image and holds what it wrote, and nothing else. BuildKit's own `--attest type=sbom` has no output
 * for that alone: it puts the list into an index with the image. A step of its own also has no network.
 * https://github.com/moby/buildkit/blob/master/docs/attestations/sbom-protocol.md
 */
export function planScanDockerfile({ image, platform, scanner, command }: ScanRequest): string {
  // As text of a Dockerfile, '<<' would begin a here-document.
  const words = JSON.stringify(command).replaceAll('<', String.raw`\u003c`)
  return [
    `FROM --platform=${platform} ${image} AS image`,
    'FROM scratch AS empty',
    `FROM ${scanner} AS scan`,
    // BuildKit starts scanners so. A name would be looked for in the scanner's /etc/passwd.
    'USER 0:0',
    'ENV BUILDKIT_SCAN_SOURCE=/run/src/core/sbom BUILDKIT_SCAN_DESTINATION=/run/out',
    'COPY --from=empty / /run/out/',
    `RUN --network=none --mount=type=bind,from=image,target=/run/src/core/sbom ${words}`,
    'FROM scratch',
    `COPY --from=scan /run/out/*${SCAN_FILE} /`,
    '',
  ].join('\n')
}
