import { type ContentKey, contentTag, KEY_LABEL, ModuleImagesError, shortContentTag } from '@module-images/core'
import type { EngineImage, InspectedImage } from '@module-images/engine'
import { expect, it } from 'vitest'
import { createEngineImages } from './engine-images.js'

const keyOf = (letter: string) => letter.repeat(64) as ContentKey
const wanted = (image: string, letter = 'a') => ({ module: { image }, key: keyOf(letter), contentTag: contentTag(keyOf(letter)) })
const tag = contentTag(keyOf('a'))
const present = (id: string, key: string): InspectedImage => ({
  ...{ kind: 'present', id, labels: { [KEY_LABEL]: key }, entrypoint: [], size: 1, platform: 'linux/amd64' },
})

/** An engine with these images, by name; notes what it is asked. */
function createEngine(images: Record<string, InspectedImage>) {
  const calls: string[][] = []
  const state = { images, isDown: false }
  const engine = {
    async findImages(names: readonly string[]): Promise<EngineImage[]> {
      calls.push(['find', ...names])
      if (state.isDown) throw new ModuleImagesError({ code: 'engine-unavailable', kind: 'environment', message: 'down' })
      const there = Object.keys(state.images).filter((image) => names.some((name) => image.endsWith(`/${name}`)))
      return there.map((image) => ({ repository: image.slice(0, image.lastIndexOf(':')), tag, id: 'sha256:listed' }))
    },
    async inspectMany(names: readonly string[]) {
      calls.push([...names])
      return names.map((name): InspectedImage => state.images[name] ?? { kind: 'missing' })
    },
  }
  const logged: string[] = []
  return { images: createEngineImages({ engine, log: (line) => void logged.push(line) }), calls, logged, state }
}

it('finds, and looks at, all that is wanted at the same time in one process, each once', async () => {
  const { images, calls } = createEngine({ [`r/a:${tag}`]: present('1', keyOf('a')), [`r/b:${tag}`]: present('2', keyOf('a')) })
  const found = await Promise.all([images.find(wanted('a')), images.find(wanted('b')), images.find(wanted('c'))])
  expect(found.map((image) => image?.id)).toEqual(['1', '2', undefined])
  expect((await images.find(wanted('a')))?.repository).toBe('r/a')
  expect(calls).toEqual([
    ['find', `a:${tag}`, `b:${tag}`, `c:${tag}`],
    [`r/a:${tag}`, `r/b:${tag}`],
  ])
})

it('keeps what a build told where it is found later', async () => {
  const { images } = createEngine({ [`x/a:${tag}`]: present('1', keyOf('a')), [`r/a:${tag}`]: present('2', keyOf('a')) })
  images.add({ repository: 'r/a', tag, id: 'built' })
  expect((await images.find(wanted('a')))?.repository).toBe('r/a')
  expect((await images.findKnown(wanted('a')))?.id).toBe('built')
})

it('takes an image of another key for missing, and says so once', async () => {
  const { images, logged } = createEngine({ [`r/a:${tag}`]: present('1', keyOf('b')), [`r/b:${tag}`]: present('2', tag.slice(4)) })
  for (const name of ['a', 'b', 'a']) expect(await images.find(wanted(name))).toBeUndefined()
  expect(logged).toEqual(['a', 'b'].map((name) => `r/${name}:${shortContentTag(tag)} carries another key and is not used`))
})

it("finds the right one behind somebody else's of the same name", async () => {
  const [right, wrong] = [{ [`mine/a:${tag}`]: present('1', keyOf('a')) }, { [`x/a:${tag}`]: present('2', keyOf('b')) }]
  for (const both of [
    { ...right, ...wrong },
    { ...wrong, ...right },
  ]) {
    expect(await createEngine(both).images.find(wanted('a'))).toMatchObject({ repository: 'mine/a', tag, id: '1' })
  }
})

it('goes on by the id that a build told, and looks where none is known', async () => {
  const { images, calls } = createEngine({ [`r/a:${tag}`]: present('1', keyOf('a')), [`r/b:${tag}`]: present('2', keyOf('a')) })
  images.add({ repository: 'r/a', tag, id: 'built' })
  expect(await images.findKnown(wanted('a'))).toEqual({ repository: 'r/a', tag, id: 'built' })
  expect(calls).toEqual([])
  expect((await images.findKnown(wanted('b')))?.id).toBe('2')
  images.add({ repository: 'r/a', tag })
  expect((await images.findKnown(wanted('a')))?.id).toBe('1')
  images.forget(wanted('a'))
  expect(await images.findKnown(wanted('a'))).toBeUndefined()
})

it('looks again at what was built meanwhile, and not at what is to be removed', async () => {
  const { images, state } = createEngine({ [`r/a:${tag}`]: present('1', keyOf('b')) })
  expect(await images.find(wanted('a'))).toBeUndefined()
  state.images = { [`r/a:${tag}`]: present('2', keyOf('a')), [`r/b:${tag}`]: present('3', keyOf('a')) }
  for (const repository of ['r/a', 'r/b']) images.add({ repository, tag })
  expect([(await images.find(wanted('a')))?.id, (await images.find(wanted('b')))?.id]).toEqual(['2', '3'])
  images.forget(wanted('a'))
  expect(await images.find(wanted('a'))).toBeUndefined()
})

it('holds nothing while the engine cannot be asked, and asks again', async () => {
  const { images, state } = createEngine({ [`r/a:${tag}`]: present('1', keyOf('a')) })
  state.isDown = true
  expect(await images.find(wanted('a'))).toBeUndefined()
  state.isDown = false
  expect((await images.find(wanted('a')))?.id).toBe('1')
})
