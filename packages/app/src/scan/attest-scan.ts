import { type ImageDetails, parseImageReference } from '@module-images/core'
import { planScanStatement, readScanNote, type ScanNote } from '@module-images/trust'
import { putStatement, readSigned, type StatementPorts, type SubjectManifest } from '../attest/put-statement.js'

/** Looks into one platform of an image. @returns an SPDX document */
export type ScanPlatform = (platform: string) => Promise<object>

/** What is looked into. */
export interface ScannedSubject {
  /** Repository with host. */
  readonly image: string
  readonly manifest: SubjectManifest
  readonly platforms: ImageDetails['platforms']
}

/**
 * Signs what a scanner finds in each platform of a published image, and puts it beside the image. What this signer has signed of this scanner
 * before is left as it is, and not scanned again.
 *
 * @param scanner reference by digest
 * @returns what was put
 * @throws ModuleImagesError with a `RegistryErrorCode`, or what `scan` throws
 */
export async function attestScan(
  ports: StatementPorts,
  { image, manifest, platforms }: ScannedSubject,
  scanner: string,
  scan: ScanPlatform,
): Promise<ScanNote[]> {
  const repository = parseImageReference(image)
  const { digest } = manifest
  const signed = await readSigned(ports, repository, digest)
  const before = new Set(signed.map((statement) => renderNote(readScanNote(statement))))
  const notes = platforms.map(({ platform }) => ({ scanner, platform })).filter((note) => !before.has(renderNote(note)))
  for (const note of notes) {
    await putStatement(ports, repository, manifest, planScanStatement({ image, digest }, note, await scan(note.platform)))
  }
  return notes
}

function renderNote(note: ScanNote | undefined): string {
  return `${note?.scanner} ${note?.platform}`
}
