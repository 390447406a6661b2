import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { firstParagraph, readModulePage, renderUsage } from './module-page.js'

const PNG = Buffer.from('89504e470d0a1a0a00', 'hex')
const IMAGE = 'public.ecr.aws/openscpca/a'

async function pageOf(files: Record<string, string>, prepare: (root: string) => void = () => undefined) {
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n', ...files })
  prepare(root)
  const workspace = readWorkspace(root)
  const module = workspace.modules.get('a')
  if (!module) throw new Error('There is no module.')
  return readModulePage(workspace, module, IMAGE)
}

describe('firstParagraph', () => {
  it.each([
    ['# Title\n\nSays *hello* to\n[everybody](https://x.example) by `sh`.\n\nMore.', 'Says hello to everybody by sh.'],
    ['[![badge](https://x.example/b.svg)](https://x.example)\n\n<p>html</p>\n\nWords.', 'Words.'],
    ['---\ntitle: x\n---\n\nWords.', 'Words.'],
    ['- a list\n- only\n\n> a quote\n', undefined],
    ['# Title\n', undefined],
    ['', undefined],
  ])('of %j is %s', async (markdown, words) => expect(await firstParagraph(markdown)).toBe(words))
})

describe('renderUsage', () => {
  it('says how to pull and run this image', () => {
    expect(renderUsage(IMAGE, ['v1', 'latest'])).toContain(`    docker pull ${IMAGE}:latest\n`)
    expect(renderUsage(IMAGE, ['v1'])).toContain(`    docker run --rm -it -v "$PWD:/work" -w /work ${IMAGE}:v1 <command>`)
  })
})

describe('readModulePage', () => {
  it("is made of the module's README and platforms", async () => {
    const about = '# A\n\nSays hello.\n'
    expect(await pageOf({ 'modules/a/README.md': about })).toEqual({
      description: 'Says hello.',
      about,
      usage: renderUsage(IMAGE, ['latest']),
      platforms: ['linux/amd64'],
      logo: undefined,
    })
  })

  it('has the name where there is no README', async () => {
    expect(await pageOf({})).toMatchObject({ description: 'a', about: '' })
  })

  it("has the module's own logo", async () => {
    const { logo } = await pageOf({}, (root) => writeFileSync(join(root, 'modules/a/logo.png'), PNG))
    expect(logo).toEqual(PNG)
  })

  it.each([
    ['a link to elsewhere', (file: string) => symlinkSync('/etc/hostname', file)],
    ['what is no picture', (file: string) => writeFileSync(file, 'secret')],
    ['what is too large', (file: string) => writeFileSync(file, Buffer.concat([PNG, Buffer.alloc(512_000)]))],
  ])('publishes no logo that is %s', async (_name, write) => {
    expect((await pageOf({}, (root) => write(join(root, 'modules/a/logo.png')))).logo).toBeUndefined()
  })

  it('publishes no README that is a link', async () => {
    const page = await pageOf({ 'secret.md': 'secret' }, (root) => symlinkSync('../../secret.md', join(root, 'modules/a/README.md')))
    expect(page.about).toBe('')
  })
})
