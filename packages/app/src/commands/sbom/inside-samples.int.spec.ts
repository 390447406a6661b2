import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace } from '@module-images/workspace/testing'
import { afterAll, expect, it } from 'vitest'
import { recordCommand } from '../../testing/recorded-command.js'
import { runSbom } from './run-sbom.js'

const ROOT = join(import.meta.dirname, '../../../../..')
const R_PACKAGES = ['Rscript', '-e', "p <- installed.packages(); cat(paste(p[, 'Package'], p[, 'Version']), sep = '\\n')"]
const PIP_LIST = ['python3', '-m', 'pip', 'list', '--format', 'freeze']
/** What asks an image what is installed in it. */
const ASKED = [
  ['r-base', R_PACKAGES],
  ['hello-r', R_PACKAGES],
  ['hello-clusters', R_PACKAGES],
  ['hello-python', PIP_LIST],
] as const

const notThere: string[] = []
afterAll(() => {
  if (notThere.length > 0)
    console.warn(`NOT LOOKED INTO, since the engine has no image of this checkout: ${notThere.join(', ')}. Run \`npm run quickstart\`.`)
})

const docker = async (args: readonly string[]) => (await promisify(execFile)('docker', [...args])).stdout
const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-')

/** The image of this checkout, in whichever repository the quickstart built it. */
async function findImage(module: string): Promise<string | undefined> {
  const key = await createContentKeys(readWorkspace(ROOT)).keyOf(module)
  if (key.kind === 'broken') throw key.error
  const images = (await docker(['images', '--format', '{{.Repository}}:{{.Tag}}'])).split('\n')
  return images.find((image) => image.endsWith(`/${module}:${key.contentTag}`))
}

it.each(ASKED)('claims of %s nothing that the image itself does not say', async (module, command) => {
  const image = await findImage(module)
  if (image === undefined) return void notThere.push(module)
  const { out } = await recordCommand(ROOT, (context) =>
    runSbom({ module, format: 'cyclonedx', output: undefined, offline: true }, context),
  )
  const { components } = JSON.parse(out) as { components: readonly { name: string; version?: string }[] }
  const installed = (await docker(['run', '--rm', image, ...command])).split('\n').filter(Boolean)
  const versions = new Map(installed.map((line) => line.split(/ |==/)).map(([name = '', version]) => [normal(name), version]))
  expect(components.length).toBeGreaterThan(0)
  expect(components.map(({ name }) => [name, versions.get(normal(name))])).toEqual(components.map(({ name, version }) => [name, version]))
})
