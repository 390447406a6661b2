import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '@module-images/engine'
import { MANIFEST_ACCEPT } from '@module-images/registry'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { onTestFinished } from 'vitest'

export interface ImageToBuild {
  readonly files: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  /** More than one makes an index. */
  readonly platforms?: readonly string[]
}

/**
 * Builds an image with the Docker of this machine, pushes it, and takes it out of the engine when the test is done. A static busybox is among
 * its files where the Dockerfile names it.
 *
 * @param image reference with tag
 * @returns its digest in the registry
 */
export async function putBuiltImage(image: string, { files, labels = {}, platforms = [] }: ImageToBuild): Promise<string> {
  const folder = temporaryWorkspace(files)
  copyFileSync('/bin/busybox', join(folder, 'busybox'))
  onTestFinished(() => createEngine({ env: process.env }).remove(image))
  const flags = [
    ...Object.entries(labels).map(([name, value]) => `--label=${name}=${value}`),
    ...(platforms.length === 0 ? [] : [`--platform=${platforms.join(',')}`]),
  ]
  execFileSync('docker', ['buildx', 'build', '--provenance=false', '--push', ...flags, `--tag=${image}`, folder], { stdio: 'pipe' })
  const [, host = '', repository = '', tag = ''] = /^([^/]+)\/(.+):([^:]+)$/.exec(image) ?? []
  const reply = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, { method: 'HEAD', headers: { accept: MANIFEST_ACCEPT } })
  return reply.headers.get('docker-content-digest') ?? ''
}

let scanners = 0

/**
 * Puts a scanner into a registry, as BuildKit calls one: https://github.com/moby/buildkit/blob/master/docs/attestations/sbom-protocol.md
 *
 * @param script of busybox's shell
 * @returns its reference by digest
 */
export async function putScanner(host: string, script: string): Promise<string> {
  const repository = `${host}/scanner${(scanners += 1)}`
  const Dockerfile = 'FROM scratch\nCOPY busybox scan.sh /\nENTRYPOINT ["/busybox", "sh", "/scan.sh"]\n'
  const digest = await putBuiltImage(`${repository}:1`, { files: { Dockerfile, 'scan.sh': `${script}\n` } })
  return `${repository}@${digest}`
}
