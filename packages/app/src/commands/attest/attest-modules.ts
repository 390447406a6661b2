import { ModuleImagesError, renderJson } from '@module-images/core'
import type { ScanNote } from '@module-images/trust'
import { createContentKeys, openCommandWorkspace, selectModules } from '@module-images/workspace'
import { attestImage, readSource } from '../../attest/attest-image.js'
import { openSigner } from '../../attest/open-signer.js'
import { parseScannerName } from '../../scan/open-scanner.js'
import { openScans } from '../../scan/open-scans.js'
import { readGiven } from '../../session/read-given.js'
import type { SigningMethod } from '../../session/signing-method.js'
import { createImageTags } from '../../registry-view/image-tags.js'
import { reportFailures, runForEach } from '../../report/module-failures.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry } from '../../session/destination.js'
import { resolveTarget } from '../../session/image-target.js'
import { withRegistries } from '../../session/registry-access.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'

export interface AttestOptions {
  /** Names or folders; none means the active ones. */
  readonly modules: readonly string[]
  /** Undefined where none was named. */
  readonly method: SigningMethod | undefined
  /** Image of a scanner, by digest; undefined to scan nothing. */
  readonly scanner?: string | undefined
  readonly json: boolean
}

interface Attested {
  readonly module: string
  readonly image: string
  readonly digest: string
  /** Predicate types that were put; none where all were there. */
  readonly added: readonly string[]
  /** Scans whose lists were put. */
  readonly scanned: readonly ScanNote[]
}

/**
 * `attest`: 0 where each image has its statements now, else 1; the others are attested all the same.
 *
 * @throws ModuleImagesError `no-signing-method`, `scanner-without-digest`, `scanner-not-found`, and as `openSigner` of attest/
 */
export async function attestModules(options: AttestOptions, context: CommandContext): Promise<number> {
  const { modules: given, method, scanner, json } = options
  if (method === undefined) throw noMethod()
  if (scanner !== undefined) readGiven(() => parseScannerName(scanner))
  const opened = await openSigner(method, context)
  const workspace = await openCommandWorkspace(context)
  const named = nameRegistry(context.environment, workspace.settings)
  const { modules, broken } = selectModules(workspace, given)
  const ports = { contentKeys: createContentKeys(workspace), registryPrefix: named.prefix }
  if (!json) context.log(renderRegistryOrigin(context, workspace.settings))
  const { results, failures } = await withRegistries({ ...context, named }, async ({ registry, credentials }) => {
    const openTags = createImageTags(registry)
    const scans = scanner === undefined ? undefined : await openScans(scanner, { context, workspace, named, registry, credentials })
    try {
      return await runForEach([...modules, ...broken], context, async ({ name }): Promise<Attested> => {
        const wanted = await resolveTarget(ports, name)
        const tags = openTags(wanted)
        const [manifest, details] = [await tags.findVerified(), await tags.contentDetails()]
        if (manifest === undefined || details === undefined) throw notPublished(wanted.image, wanted.contentTag)
        const added = await attestImage({ registry, workspace, ...opened }, wanted, { manifest, source: readSource(details) })
        const subject = { image: wanted.image, manifest, platforms: details.platforms }
        const scanned = scans === undefined ? [] : await scans.attest({ registry, ...opened }, name, subject)
        return { module: name, image: wanted.image, digest: manifest.digest, added, scanned }
      })
    } finally {
      await scans?.close()
    }
  })
  const sorted = results.toSorted((a, b) => (a.module < b.module ? -1 : 1))
  context.print(json ? renderJson({ images: sorted }, 2) : sorted.map(renderAttested).join('\n'))
  return reportFailures(failures, modules.length + broken.length, context)
}

function renderAttested({ module, image, digest, added, scanned }: Attested): string {
  const put = [...added, ...scanned.map(({ scanner, platform }) => `what ${scanner} found for ${platform}`)]
  return `${module}  ${image}@${digest}  ${put.length === 0 ? 'its statements are there' : `signed: ${put.join(', ')}`}`
}

function noMethod(): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-signing-method',
    kind: 'usage',
    message: 'Neither a key was named to sign with, nor that this job signs as itself.',
    fix: 'Name a private key, --key cosign.key, or in a job of GitHub Actions: --keyless',
  })
}

function notPublished(image: string, contentTag: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'not-published',
    kind: 'input',
    message: `${image}:${contentTag}, the image of this checkout, is not published.`,
    fix: 'Publish it first: npx nx run-many -t docker-push',
  })
}
