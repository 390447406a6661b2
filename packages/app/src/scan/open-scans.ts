import pLimit from 'p-limit'
import { createEngine } from '@module-images/engine'
import { type RegistryClient, systemClock } from '@module-images/registry'
import type { ScanNote } from '@module-images/trust'
import type { Workspace } from '@module-images/workspace'
import type { CommandContext } from '../session/command-context.js'
import type { NamedRegistry } from '../session/destination.js'
import { createPushConfig } from '../session/push-config.js'
import type { RegistryAccess } from '../session/registry-access.js'
import { attestScan, type ScannedSubject } from './attest-scan.js'
import { openScanner } from './open-scanner.js'
import type { StatementPorts } from '../attest/put-statement.js'
import { scanImage } from './scan-image.js'

/** Scans at the same time: each pulls and unpacks an image. */
const SCANS_AT_ONCE = 2

/** A scanner, and an engine that runs it. */
export interface Scans {
  /** @param name of the module @returns what was put @throws ModuleImagesError as `attestScan` and `scanImage` */
  attest(ports: StatementPorts, name: string, subject: ScannedSubject): Promise<ScanNote[]>
  close(): Promise<void>
}

interface ScansParts {
  readonly context: CommandContext
  readonly workspace: Pick<Workspace, 'settings'>
  readonly named: NamedRegistry
  readonly registry: RegistryClient
  readonly credentials: RegistryAccess['credentials']
}

/** @param name of the scanner's image, by digest @throws ModuleImagesError as `openScanner` */
export async function openScans(name: string, { context, workspace, named, registry, credentials }: ScansParts): Promise<Scans> {
  const { env, environment, signal, log } = context
  const { settings } = workspace
  const scanner = await openScanner(name, { registry, mirrors: [...environment.mirrors, ...settings.mirrors] })
  const atOnce = pLimit(SCANS_AT_ONCE)
  const config = createPushConfig(credentials, named.host)
  const ports = {
    engine: createEngine({ env, name: settings.engine, signal, log }),
    builder: env['BUILDX_BUILDER'] || undefined,
    configFolder: config.pullPath,
    clock: systemClock,
    ...{ signal, log, verbose: false, follow: () => undefined },
  }
  return {
    attest: (to, module, subject) =>
      attestScan(to, subject, scanner.name, (platform) =>
        atOnce(() => scanImage(ports, scanner, { name: module, platform, image: `${subject.image}@${subject.manifest.digest}` })),
      ),
    close: config.remove,
  }
}
