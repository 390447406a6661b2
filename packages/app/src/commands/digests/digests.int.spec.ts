import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { imageDigestsFormat, KEY_LABEL } from '@module-images/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { recordCommand } from '../../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { checkDigests } from './check-digests.js'
import { updateDigests } from './update-digests.js'
import { type DigestsOptions, runDigests } from './run-digests.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

let count = 0
let prefix = ''
const source = () => `Registry: ${prefix} (nx.json)`
beforeEach(() => {
  prefix = `${registry.host}/d${(count += 1)}`
})

const COMMIT = '1'.repeat(40)

const createWorkspace = (pipelineNames: Readonly<Record<string, string>> = {}) =>
  temporaryWorkspace(
    {
      'modules/a/Dockerfile': 'FROM scratch\nLABEL a=1\n',
      'modules/b/Dockerfile': 'FROM scratch\nLABEL b=1\n',
      'modules/off/Dockerfile': 'FROM scratch\n',
      'modules/off/project.json': '{ "tags": ["docker:inactive"] }',
    },
    { registry: prefix, pipelineNames },
  )

/** Puts what a push would: the image of this key, under its content tag and others. */
async function publish(root: string, module: string, tags: readonly string[] = ['latest'], platforms?: readonly string[]) {
  const wanted = await createContentKeys(readWorkspace(root)).keyOf(module)
  if (wanted.kind === 'broken') throw wanted.error
  const labels = { [KEY_LABEL]: wanted.key, 'org.opencontainers.image.revision': COMMIT }
  const put = (tag: string) =>
    registry.put(`d${count}/${module}`, tag, { content: wanted.key, labels, ...(platforms ? { platforms } : {}) })
  for (const tag of tags) await put(tag)
  return { key: wanted.key as string, contentTag: wanted.contentTag, digest: await put(wanted.contentTag) }
}

const digests = (root: string, options: Partial<DigestsOptions> = {}) =>
  recordCommand(root, (context) =>
    runDigests({ modules: [], format: undefined, output: undefined, tags: undefined, name: undefined, ...options }, context),
  )

const check = (root: string, file: string, modules: readonly string[] = [], json = false) =>
  recordCommand(root, (context) => checkDigests({ modules, format: undefined, file, json }, context))

describe('schemas/digests.json', () => {
  it('is the schema of what is printed', async () => {
    const schema = toJsonSchema(imageDigestsFormat.schema, { target: 'draft-2020-12' })
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../../nx/schemas/digests.json')
  })
})

describe('digests', () => {
  it('is not confused by what lies beside an image', async () => {
    const root = createWorkspace()
    const { digest } = await publish(root, 'a')
    const before = await digests(root, { modules: ['a'] })
    await registry.putArtifact(`d${count}/a`, { content: 'signature', subject: digest, tag: digest.replace(':', '-') })
    await registry.putArtifact(`d${count}/a`, { content: 'attestation', subject: digest })
    expect(await digests(root, { modules: ['a'] })).toEqual(before)
    expect(before.code).toBe(0)
  })

  it('says what the registry has of every active module', async () => {
    const root = createWorkspace()
    const a = await publish(root, 'a', ['latest', 'v1'])
    const b = await publish(root, 'b', ['v1'], ['linux/arm64', 'linux/amd64'])
    const { code, out } = await digests(root)
    const lock = v.parse(imageDigestsFormat.schema, JSON.parse(out))
    expect(code).toBe(0)
    expect(lock).toEqual({
      digests: 1,
      registry: prefix,
      images: [
        { module: 'a', image: `${prefix}/a`, ...a, tags: ['latest'], platforms: ['linux/amd64'], size: expect.any(Number), commit: COMMIT },
        {
          module: 'b',
          image: `${prefix}/b`,
          ...b,
          tags: [],
          platforms: ['linux/amd64', 'linux/arm64'],
          size: expect.any(Number),
          commit: COMMIT,
        },
      ],
    })
    expect(lock.images.every(({ size }) => size > 0)).toBe(true)
  })

  it('writes a file whole, in the form its name says', async () => {
    const root = createWorkspace()
    const { digest } = await publish(root, 'a', ['v1'])
    const output = join(root, 'conf', 'containers.config')
    const { code, out, logged } = await digests(root, { modules: ['modules/a'], output, tags: 'v1', name: '{module}_image' })
    expect({ code, out, logged }).toEqual({ code: 0, out: '', logged: [source(), `1 image of ${prefix} written to ${output}`] })
    expect(readFileSync(output, 'utf8')).toContain(`    a_image = '${prefix}/a@${digest}' // v1\n`)
    expect(readdirSync(join(root, 'conf'))).toEqual(['containers.config'])
  })

  it('leaves out what is not published and what a tag asked for does not name, and writes nothing where nothing is left', async () => {
    const root = createWorkspace()
    await publish(root, 'a', ['v1'])
    const elsewhere = await registry.put(`d${count}/b`, 'v1', { content: 'another' })
    const output = join(root, 'digests.json')
    const missing = await digests(root, { output })
    const imagesOf = () => v.parse(imageDigestsFormat.schema, JSON.parse(readFileSync(output, 'utf8'))).images.map(({ module }) => module)
    expect([missing.code, imagesOf()]).toEqual([1, ['a']])
    expect(missing.logged).toEqual([
      source(),
      `1 image of ${prefix} written to ${output}`,
      expect.stringContaining(`b: the registry does not have ${prefix}/b:key-`),
      '✗ failed for 1 of 2 modules: b',
    ])
    rmSync(output)
    await publish(root, 'b', [])
    const differs = await digests(root, { output, tags: 'v1', modules: ['b'] })
    expect(differs.code).toBe(1)
    expect(differs.logged).toEqual([
      source(),
      expect.stringContaining(`${prefix}/b:v1 names ${elsewhere}, not the image of this checkout`),
      '✗ failed for 1 of 1 module: b',
    ])
    expect(readdirSync(root)).not.toContain('digests.json')
  })

  it('names the tag that may have been meant by one that does not exist', async () => {
    const root = createWorkspace()
    await publish(root, 'a', ['v1.2.0'])
    const { code, logged } = await digests(root, { tags: 'v1.20', modules: ['a'] })
    expect({ code, hint: logged[1]?.split('\n')[1] }).toEqual({ code: 1, hint: "  Did you mean 'v1.2.0'?" })
  })

  it('takes no image of another key for this checkout’s', async () => {
    const root = createWorkspace()
    const { contentTag } = await publish(root, 'a', [])
    await registry.put(`d${count}/a`, contentTag, { content: 'another', labels: { [KEY_LABEL]: 'f'.repeat(64) } })
    const { code, logged } = await digests(root, { modules: ['a'] })
    expect({ code, logged }).toEqual({
      code: 1,
      logged: [source(), expect.stringContaining('carries the key ffff'), '✗ failed for 1 of 1 module: a'],
    })
  })

  it.each(['digests', 'out.txt'])('is JSON in a file called %s, whose name tells no format', async (name) => {
    const root = createWorkspace()
    await publish(root, 'a', [])
    const output = join(root, name)
    expect((await digests(root, { output, modules: ['a'] })).code).toBe(0)
    expect(v.parse(imageDigestsFormat.schema, JSON.parse(readFileSync(output, 'utf8'))).images.map(({ module }) => module)).toEqual(['a'])
  })
})

describe('digests --check', () => {
  it.each(['digests.json', 'containers.config', 'containers.yml', 'images.env'])(
    'of %s names the one module that was rebuilt',
    async (name) => {
      const root = createWorkspace()
      await publish(root, 'a')
      const before = await publish(root, 'b')
      const file = join(root, name)
      await digests(root, { output: file })
      expect(await check(root, file)).toMatchObject({ code: 0, out: `${file}: 2 pins of ${prefix}, all as in this checkout` })

      writeFiles(root, { 'modules/b/Dockerfile': 'FROM scratch\nLABEL b=2\n' })
      const after = await publish(root, 'b')
      const { code, out } = await check(root, file)
      const line =
        readFileSync(file, 'utf8')
          .split('\n')
          .findIndex((text) => text.includes(before.digest)) + 1
      expect(code).toBe(1)
      expect(out).toBe(
        `${file}:${line}: old  b  ${prefix}/b@${before.digest}: the image of this checkout is ${after.digest}\n\n2 pins of ${prefix}: 1 to be seen to`,
      )
    },
  )

  it('judges pins by version, and those of modules that are gone', async () => {
    const root = createWorkspace()
    const { digest } = await publish(root, 'a', ['v0.2.4'])
    await registry.put(`d${count}/b`, 'v0.2.4', { content: 'an old one' })
    await registry.put(`d${count}/gone`, 'v0.2.4', { content: 'of a module since removed' })
    const { digest: b } = await publish(root, 'b')
    const file = join(root, 'containers.config')
    const pin = (module: string) => `  ${module}_container = '${prefix}/${module}:v0.2.4'`
    writeFileSync(file, ['params {', pin('a'), pin('b'), pin('gone'), pin('never'), "  other = 'quay.io/x/y:1'", '}'].join('\n'))
    const { code, out } = await check(root, file, ['off'], true)
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      file,
      registry: prefix,
      checked: 4,
      problems: [
        { code: 'old', module: 'b', line: 3, pin: `${prefix}/b:v0.2.4`, message: `the image of this checkout is ${b}` },
        { code: 'missing', module: null, line: 5, pin: `${prefix}/never:v0.2.4`, message: 'the registry does not have it' },
        { code: 'not-pinned', module: 'off', line: null, pin: null, message: 'no pin of off' },
      ],
    })
    expect(digest).not.toBe(b)
  })

  it("does not call a pin of somebody else's image under the content tag the one of this checkout", async () => {
    const root = createWorkspace()
    const { contentTag } = await publish(root, 'a', [])
    const digest = await registry.put(`d${count}/a`, contentTag, { content: 'another', labels: { [KEY_LABEL]: 'f'.repeat(64) } })
    const file = join(root, 'nextflow.config')
    writeFileSync(file, `params { a = '${prefix}/a@${digest}' }`)
    const { code, out } = await check(root, file)
    expect([code, out]).toEqual([1, expect.stringContaining(`${prefix}/a:${contentTag} carries the key ffff`)])
  })

  it('is no check where nothing is named', async () => {
    const root = createWorkspace()
    const file = join(root, 'nextflow.config')
    writeFileSync(file, 'params { a = "${params.registry}/a:v1" }')
    await expect(check(root, file)).rejects.toMatchObject({ code: 'no-pins', place: { file } })
  })

  it('has to be told the format where the name of the file does not', async () => {
    const root = createWorkspace()
    writeFiles(root, { 'images.txt': '' })
    await expect(check(root, join(root, 'images.txt'))).rejects.toMatchObject({ code: 'unknown-digest-format', kind: 'usage' })
  })
})

describe('digests --update', () => {
  const update = (root: string, file: string, json = false) =>
    recordCommand(root, (context) => updateDigests({ format: undefined, file, json }, context))
  const OLD = `sha256:${'0'.repeat(64)}`

  const FILES: readonly (readonly [string, (a: string, foreign: string) => string])[] = [
    [
      'nextflow.config',
      (a, foreign) =>
        `// pins of the paper\nparams {\n  a_container = '${a}' // v1, "keep" me\n  tool = "${foreign}"\n  other = 'quay.io/x/y:z'\n}\n`,
    ],
    [
      'Snakefile',
      (a, foreign) => `# keep\ntool = "docker://${foreign}"\nrule r:\n    container: "docker://${a}" # 'v1'\n    shell: "echo {input}"\n`,
    ],
    ['containers.yaml', (a, foreign) => `# keep\ncontainers:\n    "a":   'docker://${a}' # v1\n    tool: docker://${foreign}\n    n: 1\n`],
    ['images.env', (a, foreign) => `# keep\nexport A_CONTAINER="${a}" # v1\ntool=${foreign}\nOTHER=quay.io/x/y:z\r\n`],
    ['params.json', (a, foreign) => `{ "x": 1,\n\t"a_image": "${a}", "tool": "${foreign}" }\n`],
  ]

  it.each(FILES)('moves the pins of %s and nothing else, by repository and by alias', async (name, render) => {
    const root = createWorkspace({ tool: 'b' })
    const [a, b] = [await publish(root, 'a'), await publish(root, 'b')]
    const file = join(root, name)
    for (const before of [`${prefix}/a@${OLD}`, `${prefix}/a:latest`]) {
      writeFileSync(file, render(before, 'quay.io/lab/tool:v0.2'))
      expect((await check(root, file)).code).toBe(1)
      const { code, out } = await update(root, file)
      expect(code, out).toBe(0)
      expect(readFileSync(file, 'utf8')).toBe(render(`${prefix}/a@${a.digest}`, `${prefix}/b@${b.digest}`))
      expect(out).toContain(`a  ${before} -> ${prefix}/a@${a.digest}\n`)
      expect(out).toMatch(/\n2 of 2 pins moved, 0 left; comments stay as they are$/)
      expect((await check(root, file)).code).toBe(0)
    }
    expect((await update(root, file)).out).toBe(`${file}: 2 pins of ${prefix}, all as in this checkout`)
  })

  it('leaves what is not published or no module of this checkout, and says so', async () => {
    const root = createWorkspace()
    const { digest } = await publish(root, 'a')
    const file = join(root, 'images.env')
    writeFileSync(file, `A=${prefix}/a:v1\nB=${prefix}/b@${OLD}\nGONE=${prefix}/gone:v1\n`)
    const { code, out } = await update(root, file, true)
    expect(code).toBe(1)
    const { moved, left } = JSON.parse(out) as { moved: unknown[]; left: { line: number; code: string }[] }
    expect(moved).toEqual([{ line: 1, module: 'a', from: `${prefix}/a:v1`, to: `${prefix}/a@${digest}` }])
    expect(left.map(({ line, code: why }) => [line, why])).toEqual([
      [2, 'old'],
      [3, 'missing'],
    ])
    expect(readFileSync(file, 'utf8')).toBe(`A=${prefix}/a@${digest}\nB=${prefix}/b@${OLD}\nGONE=${prefix}/gone:v1\n`)
  })

  it('has nothing to move in a lock of this checkout, and cannot move an older one', async () => {
    const root = createWorkspace()
    const { digest } = await publish(root, 'a')
    const file = join(root, 'digests.json')
    expect((await digests(root, { modules: ['a'], output: file })).code).toBe(0)
    expect(await update(root, file)).toMatchObject({ code: 0, out: `${file}: 1 pin of ${prefix}, all as in this checkout` })
    writeFileSync(file, readFileSync(file, 'utf8').replace(digest, OLD))
    expect(await update(root, file)).toMatchObject({ code: 1, out: expect.stringMatching(/\n0 of 1 pins moved, 1 left;/) as string })
  })

  it('refuses an alias of a module that there is not', async () => {
    const root = createWorkspace({ tool: 'c' })
    const file = join(root, 'images.env')
    writeFileSync(file, `A=${prefix}/a:v1\n`)
    await expect(update(root, file)).rejects.toMatchObject({ code: 'unknown-module' })
  })
})
