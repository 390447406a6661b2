import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KEY_LABEL } from '@module-images/core'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildCommandProgram, type CommandProgram } from '../testing/command-process.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { createProgram } from './create-program.js'

let registry: TestRegistry
let program: CommandProgram
beforeAll(async () => {
  ;[registry, program] = await Promise.all([startTestRegistry(), buildCommandProgram()])
})
afterAll(async () => {
  program.remove()
  await registry.stop()
})

function createSigningKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** One module for each way to be broken, and one that is sound; `renv` has a broken package lockfile, which keeps no image from being built. */
async function createWorkspace(): Promise<string> {
  const prefix = `${registry.host}/family`
  await registry.put('debian', '12', { content: 'a' })
  const root = temporaryWorkspace(
    {
      'modules/sound/Dockerfile': `FROM ${registry.host}/debian:12\n`,
      'modules/renv/Dockerfile': 'FROM scratch\nCOPY renv.lock /\n',
      'modules/renv/renv.lock': '{',
      'modules/dockerfile/Dockerfile': 'FROM scratch\nCOPY\n',
      'modules/source/Dockerfile': 'FROM scratch\n\nCOPY gone /\n',
      'modules/lock/Dockerfile': 'FROM scratch\n',
      'modules/lock/image-lock.json': '{',
      'modules/child/Dockerfile': `FROM ${prefix}/dockerfile\n`,
      'modules/project/Dockerfile': 'FROM scratch\n',
      'modules/project/project.json': '{',
      'signing.key': createSigningKey(),
    },
    { registry: prefix },
  )
  await runTestGit(root, 'init', '--quiet', '--initial-branch=main')
  await commitAll(root)
  const contentKeys = createContentKeys(readWorkspace(root))
  for (const name of ['sound', 'renv']) {
    const wanted = await contentKeys.keyOf(name)
    if (wanted.kind === 'broken') throw wanted.error
    for (const tag of [wanted.contentTag, 'latest'])
      await registry.put(`family/${name}`, tag, { content: name, labels: { [KEY_LABEL]: wanted.key } })
  }
  return root
}

/** What each error names, by module. */
const PLACES = {
  child: 'modules/child/Dockerfile:1',
  dockerfile: 'modules/dockerfile/Dockerfile:2',
  lock: 'modules/lock/image-lock.json',
  project: 'modules/project/project.json',
  source: 'modules/source/Dockerfile:3',
} as const

type Broken = keyof typeof PLACES
const ALL: readonly Broken[] = ['child', 'dockerfile', 'lock', 'project', 'source']
/** Those of which not even the bases are known. */
const UNREADABLE: readonly Broken[] = ['dockerfile', 'lock', 'project']

interface Case {
  readonly argv: readonly string[]
  readonly broken: readonly Broken[]
  /** Something that it says of a module that is sound. */
  readonly sound: string
  readonly code?: number
  /** Where it is written, if not to standard output. */
  readonly file?: string
}

const CASES: readonly Case[] = [
  { argv: ['plan'], broken: ALL, sound: 'in the registry, tags as wanted' },
  { argv: ['plan', '--json'], broken: ALL, sound: 'in the registry, tags as wanted' },
  { argv: ['plan', '--offline', '--github-matrix'], broken: ALL, sound: '"modules":"sound"', code: 3 },
  { argv: ['diff', 'sound', 'renv', ...ALL], broken: ALL, sound: 'sound, since' },
  { argv: ['diff', '--offline', '--json', 'sound', ...ALL], broken: ALL, sound: '"module": "sound"' },
  { argv: ['diff', '--offline', '--markdown', 'sound', ...ALL], broken: ALL, sound: '**sound**: the image is the same' },
  { argv: ['verify'], broken: ALL, sound: '2 of 7 images' },
  { argv: ['verify', '--json'], broken: ALL, sound: '"name": "sound"' },
  { argv: ['lock'], broken: UNREADABLE, sound: 'Bases: 1 added' },
  { argv: ['lock', '--check', '--json'], broken: UNREADABLE, sound: '"module": "sound"' },
  { argv: ['refresh'], broken: UNREADABLE, sound: 'Bases: 1 added' },
  { argv: ['digests'], broken: ALL, sound: '"module": "sound"' },
  { argv: ['digests', '--output', 'digests.json'], broken: ALL, sound: '"module": "renv"', file: 'digests.json' },
  { argv: ['catalogue'], broken: ALL, sound: 'sound', file: 'dist/catalogue/index.html' },
  { argv: ['catalogue', '--offline'], broken: ALL, sound: 'sound', file: 'dist/catalogue/index.html' },
  { argv: ['gc', '--dry-run'], broken: ALL, sound: 'Images: 0 would go, 2 kept.' },
  { argv: ['attest', '--key', 'signing.key'], broken: ALL, sound: 'sound  ' },
]

/** Of one module, of what a run did, of files that are no module's; `doctor` reports findings, `load` needs an engine. */
const OTHERS = ['run', 'shell', 'load', 'explain', 'report', 'doctor', 'subjects', 'sbom', 'completion', 'complete']

it('has every command', () => {
  const names = createProgram('1', {}, async () => undefined).commands.map((command) => command.name())
  expect(names.sort()).toEqual([...new Set([...CASES.map(({ argv: [name] }) => name), ...OTHERS])].sort())
})

it.each(CASES.map((one) => [one.argv.join(' '), one] as const))(
  '%s goes on with the others, and says at its end what failed',
  async (_, { argv, broken, sound, code = 1, file }) => {
    const cwd = await createWorkspace()
    const ended = await program.run(argv, { cwd, env: { PATH: process.env['PATH'], HOME: cwd } })
    const written = file === undefined ? ended.out : readFileSync(join(cwd, file), 'utf8')
    expect(written).toContain(sound)
    expect(ended.code).toBe(code)
    const errors = ended.err.split('\n').filter((line) => line.startsWith('✗'))
    const places = errors.map((line) => /^✗ error\[[a-z-]+\]: ([^ ]+): /.exec(line)?.[1]).filter((place) => place !== undefined)
    expect(places.map((place) => place.replace(/(?<=json):.*/, '')).sort()).toEqual(broken.map((name) => PLACES[name]).sort())
    expect(errors.at(-1)).toMatch(new RegExp(`^✗ failed for ${broken.length} of \\d modules: ${[...broken].join(', ')}$`))
  },
)

it('doctor finds all of them', async () => {
  const cwd = await createWorkspace()
  const { code, out } = await program.run(['doctor', '--json'], { cwd, env: { PATH: process.env['PATH'], HOME: cwd } })
  expect(code).toBe(1)
  for (const place of Object.values(PLACES)) expect(out).toContain(place.split(':')[0])
  expect(out).toContain('modules/renv/renv.lock')
})
