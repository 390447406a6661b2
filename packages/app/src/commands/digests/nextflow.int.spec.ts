import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageDigests } from '@module-images/core'
import { runProcess } from '@module-images/process'
import { expect, it } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { findDigestFormat, renderDigests } from './digest-formats.js'

/** Nextflow's own reader of configurations is Groovy's ConfigSlurper with more words. */
const READ_PARAMS = "println groovy.json.JsonOutput.toJson(new ConfigSlurper().parse(new File(args[0]).getText('UTF-8')).params)"

/** Debian's, unless the environment names another; its own start script wants more of Java's packages than this does. */
const GROOVY = process.env['MODULE_IMAGES_GROOVY'] ?? '/usr/share/java/groovy-all.jar'

const refuse = (cause?: unknown): never => {
  throw new Error(`This test needs a real Groovy (${GROOVY}) and java: install the package groovy.`, { cause })
}

async function readWithGroovy(config: string): Promise<unknown> {
  if (!existsSync(GROOVY)) refuse()
  const root = temporaryWorkspace({ 'read.groovy': READ_PARAMS, 'containers.config': config })
  const args = ['-cp', GROOVY, 'groovy.ui.GroovyMain', join(root, 'read.groovy'), join(root, 'containers.config')]
  const result = await runProcess({ command: 'java', args, cwd: root }).catch(refuse)
  expect(result, result.stderr).toMatchObject({ exitCode: 0 })
  return JSON.parse(result.stdout.trim().split('\n').at(-1) ?? '')
}

it('writes what Groovy reads as these very references, whatever the modules are called', { timeout: 120_000 }, async () => {
  const format = findDigestFormat('nextflow', undefined)
  if (!format) throw new Error('no format')
  const hostile = ['hello-r', '3d', "x'\n} evil { \\u0027 ${1} */ //", 'é', 'class']
  const images = hostile.map((module, i): ImageDigests['images'][number] => ({
    module,
    image: i === 2 ? "a'\\u0027\n$x \\" : `public.ecr.aws/openscpca/m${i}`,
    digest: `sha256:${String(i).repeat(64)}`,
    key: '0'.repeat(64),
    contentTag: `key-${'0'.repeat(32)}`,
    tags: ['v1.2.0'],
    platforms: ['linux/amd64'],
    size: 1,
    commit: null,
  }))
  const text = renderDigests({ digests: 1, registry: 'public.ecr.aws/openscpca', images }, format, undefined)
  expect(await readWithGroovy(text)).toEqual({
    hello_r_container: `public.ecr.aws/openscpca/m0@sha256:${'0'.repeat(64)}`,
    _3d_container: `public.ecr.aws/openscpca/m1@sha256:${'1'.repeat(64)}`,
    x_evil_u0027_1__container: `a'\\u0027\n$x \\@sha256:${'2'.repeat(64)}`,
    __container: `public.ecr.aws/openscpca/m3@sha256:${'3'.repeat(64)}`,
    class_container: `public.ecr.aws/openscpca/m4@sha256:${'4'.repeat(64)}`,
  })
})
