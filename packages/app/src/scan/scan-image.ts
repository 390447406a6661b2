import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ModuleImagesError, visibleLine } from '@module-images/core'
import type { BuildFailure, BuildRequest } from '@module-images/engine'
import { makeRunFolder } from '@module-images/process'
import { parseScan, planScanDockerfile, SCAN_FILE } from '@module-images/trust'
import { buildWithRetry, type RunBuildPorts } from '../build/build-with-retry.js'
import type { Scanner } from './open-scanner.js'
import { MAX_BUNDLE } from '../attest/read-bundles.js'

/** Bytes: in a bundle, a statement takes a third more. */
const MAX_SCAN = Math.floor(MAX_BUNDLE * 0.7)

/** What running a scanner takes. */
export interface ScanPorts extends RunBuildPorts {
  readonly builder: string | undefined
  /** A Docker configuration that is signed in to the registry of the image; undefined for the user's own. */
  readonly configFolder: () => Promise<string | undefined>
}

export interface ScannedImage {
  /** Of the module, for messages. */
  readonly name: string
  /** Reference by digest. */
  readonly image: string
  /** `os/arch[/variant]` */
  readonly platform: string
}

/**
 * What a scanner finds in a published image: an SPDX document, as it wrote it. The image stays in the engine's cache of builds, and nowhere else.
 *
 * @throws ModuleImagesError `scan-failed`, `bad-scan`, or what the engine throws
 */
export async function scanImage(ports: ScanPorts, scanner: Scanner, scanned: ScannedImage): Promise<object> {
  const folder = await makeRunFolder('build')
  const [context, found] = [join(folder, 'context'), join(folder, 'found')]
  try {
    await mkdir(context)
    const { image, platform, name } = scanned
    await writeFile(join(context, 'Dockerfile'), planScanDockerfile({ image, platform, scanner: scanner.image, command: scanner.command }))
    const request = planRequest(context, { kind: 'files', folder: found, configFolder: await ports.configFolder() }, ports.builder)
    const outcome = await buildWithRetry(ports, name, request)
    if (outcome.kind === 'failed') throw scanFailed(name, outcome.failure)
    return await readFound(found, scanner)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function planRequest(context: string, output: BuildRequest['output'], builder: string | undefined): BuildRequest {
  return {
    ...{ context, dockerfile: join(context, 'Dockerfile'), output, builder },
    ...{ tags: [], labels: {}, buildArgs: {}, buildContexts: {}, addHosts: {} },
    ...{ platforms: [], secrets: [], ssh: [], cacheFrom: [], cacheTo: [] },
    // What is signed comes of this run, not of a step that another build left behind.
    noCache: true,
    reproduce: 'module-images attest --scan',
  }
}

/** One file of bounded size. What a scanner writes is as hostile as what it reads. */
async function readFound(folder: string, { name: scanner }: Scanner): Promise<object> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(SCAN_FILE))
  const [file] = files
  if (file === undefined || files.length > 1) throw badScan(scanner, `wrote ${files.length} files *${SCAN_FILE}, and one is read`)
  const entry = await lstat(join(folder, file))
  if (!entry.isFile()) throw badScan(scanner, `wrote ${file}, which is no file`)
  if (entry.size > MAX_SCAN) throw badScan(scanner, `wrote ${file}, which has ${entry.size} bytes, and ${MAX_SCAN} are read`)
  const parsed = parseScan(await readFile(join(folder, file)))
  if (parsed.kind === 'bad') throw badScan(scanner, `wrote ${file}, which ${parsed.why}`)
  return parsed.document
}

/** Lines of output are behind a bar, so that none is read as a workflow command. */
function scanFailed(name: string, { message, lastLines, fix }: BuildFailure): ModuleImagesError {
  return new ModuleImagesError({
    code: 'scan-failed',
    kind: 'environment',
    message: [`${name} could not be scanned: ${message}`, ...lastLines.map((line) => `    | ${line}`)].join('\n'),
    fix: fix ?? 'See what the scanner printed, and whether the engine reaches both images. Nothing of the scan was signed.',
  })
}

function badScan(scanner: string, what: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-scan',
    kind: 'input',
    message: `The scanner ${scanner} ${visibleLine(what)}.`,
    fix: "Use a scanner that follows BuildKit's protocol, writes one SPDX document, and lists packages without the files in them.",
  })
}
