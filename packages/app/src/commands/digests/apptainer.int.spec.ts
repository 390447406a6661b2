import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageDigests } from '@module-images/core'
import { runProcess } from '@module-images/process'
import { temporaryFolder } from '@module-images/workspace/testing'
import { describe, expect, it } from 'vitest'
import { findDigestFormat, renderDigests } from './digest-formats.js'

const hex = (digit: string) => digit.repeat(64)
const image = (module: string, digit: string, more: Partial<ImageDigests['images'][number]> = {}): ImageDigests['images'][number] => ({
  ...{ module, image: `registry.example.org/lab/${module}`, digest: `sha256:${hex(digit)}`, key: hex('0') },
  ...{ contentTag: `key-${'0'.repeat(32)}`, tags: ['v1.2.0'], platforms: ['linux/amd64'], size: 1, commit: null, ...more },
})

function render(images: ImageDigests['images']): string {
  const format = findDigestFormat('apptainer', undefined)
  if (!format) throw new Error('no format')
  return renderDigests({ digests: 1, registry: 'registry.example.org/lab', images }, format, undefined)
}

/** Stands for Apptainer: writes what it was called with into the file it was to make, and fails for one image half-way. */
const STAND_IN =
  '#!/bin/sh\nfor last; do :; done\nfor word; do [ "$word" = "$last" ] || out=$word; done\necho "$*" > "$out"\ncase $last in *broken*) exit 9 ;; esac\n'

function createFolder(images: ImageDigests['images']): string {
  return temporaryFolder({ 'pull-images.sh': render(images) })
}

/** Runs the script in its folder, where only the stand-in and the system's own commands are found. */
async function run(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const bin = temporaryFolder({ apptainer: STAND_IN })
  chmodSync(join(bin, 'apptainer'), 0o755)
  return runProcess({ command: '/bin/sh', args: ['pull-images.sh', ...args], cwd: root, env: { PATH: `${bin}:/usr/bin:/bin`, ...env } })
}

describe('the script for clusters, with a stand-in for Apptainer', () => {
  it('pulls each image by digest, once, and links it by its name', async () => {
    const root = createFolder([image('hello-r', 'a'), image('tool', 'b')])
    const env = { APPTAINER_PULL_FLAGS: '--no-https --disable-cache' }
    const first = await run(root, ['my images'], env)
    expect(first, first.stderr).toMatchObject({ exitCode: 0 })
    const file = `hello-r-${'a'.repeat(12)}.sif`
    expect(readFileSync(join(root, 'my images', 'hello-r.sif'), 'utf8')).toBe(
      `pull --no-https --disable-cache --force my images/${file}.part docker://registry.example.org/lab/hello-r@sha256:${hex('a')}\n`,
    )
    expect(readdirSync(join(root, 'my images')).sort()).toEqual([file, 'hello-r.sif', `tool-${'b'.repeat(12)}.sif`, 'tool.sif'])
    expect(lstatSync(join(root, 'my images', 'hello-r.sif')).isSymbolicLink()).toBe(true)
    writeFileSync(join(root, 'my images', file), 'kept')
    expect((await run(root, ['my images'], env)).exitCode).toBe(0)
    expect(readFileSync(join(root, 'my images', 'hello-r.sif'), 'utf8')).toBe('kept')
  })

  it('pulls those that are named, and refuses a name that it does not have', async () => {
    const root = createFolder([image('hello-r', 'a'), image('tool', 'b')])
    expect((await run(root, ['.', 'tool'])).exitCode).toBe(0)
    expect([existsSync(join(root, 'tool.sif')), existsSync(join(root, 'hello-r.sif'))]).toEqual([true, false])
    const wrong = await run(root, ['.', 'tol'])
    expect([wrong.exitCode, wrong.stderr]).toEqual([1, 'There is no image of tol in this script: hello-r tool \n'])
  })

  it('leaves no file of an image that was not pulled to its end, and says where Apptainer is missing', async () => {
    const root = createFolder([image('broken', 'a')])
    expect((await run(root, ['.'])).exitCode).toBe(9)
    expect(readdirSync(root).filter((name) => name.endsWith('.sif'))).toEqual([])
    const none = await run(root, [], { PATH: '/nowhere' })
    expect([none.exitCode, none.stderr]).toEqual([127, 'Neither apptainer nor singularity is here: module load apptainer?\n'])
  })

  it.each([{ tags: ['v1;id'] }, { image: 'registry.example.org/lab/$(id)' }])('refuses %j', (more) => {
    expect(() => render([image('a', 'a', more)])).toThrow(expect.objectContaining({ code: 'not-for-a-script' }))
  })
})
