import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { recordCommand } from '../../testing/recorded-command.js'
import { type DoctorOptions, runDoctor } from './run-doctor.js'

const TEXT: DoctorOptions = { output: 'text', fix: false, strict: false }
const LABELS = 'LABEL org.opencontainers.image.description="a" org.opencontainers.image.licenses="MIT"\n'

async function doctor(root: string, options: Partial<DoctorOptions> = {}, modules: readonly string[] = []) {
  return recordCommand(root, (context) => runDoctor(modules, { ...TEXT, ...options }, context))
}

async function rulesOf(root: string, modules: readonly string[] = []): Promise<string[]> {
  const { out } = await doctor(root, { output: 'json' }, modules)
  const { findings } = JSON.parse(out) as { findings: { rule: string; file: string; line: number }[] }
  return findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`)
}

/** The modules of this repository, whose base has no lock since each machine has its own. */
function sampleModule(name: string, files: readonly string[], change: (path: string, text: string) => string): Record<string, string> {
  const folder = join(import.meta.dirname, '../../../../../modules', name)
  return Object.fromEntries(files.map((path) => [`modules/${name}/${path}`, change(path, readFileSync(join(folder, path), 'utf8'))]))
}

describe('doctor', () => {
  it('finds nothing in a module that is as it should be, and ends with 0', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM scratch\n${LABELS}` })
    expect(await doctor(root, { strict: true })).toEqual({ code: 0, out: 'No problem found.', logged: [] })
  })

  it('fixes what is certain, and finds nothing the second time', async () => {
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM scratch\n${LABELS}COPY apt.txt /\nRUN apt-get update \\\n && apt-get install -y curl # why\nRUN apt-get update && apt-get install -y \\\n  git\n`,
      'modules/a/apt.txt': 'curl\n',
      'modules/a/.dockerignore': '*',
    })
    const first = await doctor(root, { fix: true })
    expect(first.logged).toEqual(['fixed modules/a/.dockerignore', 'fixed modules/a/Dockerfile'])
    expect(readFileSync(join(root, 'modules/a/.dockerignore'), 'utf8')).toBe('*\n!apt.txt\n')
    expect(readFileSync(join(root, 'modules/a/Dockerfile'), 'utf8')).toBe(
      `FROM scratch\n${LABELS}COPY apt.txt /\nRUN apt-get update \\\n && apt-get install -y curl # why\nRUN apt-get update && apt-get install -y \\\n  git \\\n && rm -rf /var/lib/apt/lists/*\n`,
    )
    // A comment ends that list, so nothing can be added to it for certain; recommended packages may be needed.
    expect(await rulesOf(root)).toEqual([
      'apt-lists modules/a/Dockerfile:4',
      'apt-recommends modules/a/Dockerfile:5',
      'apt-recommends modules/a/Dockerfile:6',
    ])
    expect((await doctor(root, { fix: true })).logged).toEqual([])
  })

  it.each(['FROM registry.example.org/x/a:latest\n', 'FROM scratch\nCOPY --from=registry.example.org/x/a:latest /f /f\n'])(
    'fixes nothing in the base of another module that may need it: %j',
    async (child) => {
      const options = { registry: 'registry.example.org/x' }
      const own = `FROM scratch\n${LABELS}RUN apt-get update\n`
      const alone = temporaryWorkspace({ 'modules/a/Dockerfile': own }, options)
      const both = temporaryWorkspace({ 'modules/a/Dockerfile': own, 'modules/b/Dockerfile': child }, options)
      expect((await doctor(alone, { fix: true })).logged).toEqual(['fixed modules/a/Dockerfile'])
      expect((await doctor(both, { fix: true })).logged).toEqual([])
    },
  )

  it('fixes at once what is too much to be listed, but for what a comment switches off', async () => {
    const install = 'RUN apt-get update\n'
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM scratch\n${LABELS}${install.repeat(2500)}# module-images: ignore apt-lists\n${install}`,
    })
    expect((await rulesOf(root)).length).toBe(1001)
    expect(await doctor(root, { fix: true })).toEqual({ code: 0, out: 'No problem found.', logged: ['fixed modules/a/Dockerfile'] })
    const text = readFileSync(join(root, 'modules/a/Dockerfile'), 'utf8')
    expect(text.split('&& rm -rf')).toHaveLength(2501)
    expect(text.endsWith(`# module-images: ignore apt-lists\n${install}`)).toBe(true)
  })

  it('goes on where a module is broken, and by the options of nx.json', async () => {
    const root = temporaryWorkspace(
      { 'modules/a/Dockerfile': 'FRM scratch\n', 'modules/a/apt.txt': 'Bad\n', 'modules/b/Dockerfile': 'FROM scratch\nUSER root\n' },
      { checks: { 'last-user': 'error', 'image-labels': 'off' } },
    )
    expect(await rulesOf(root)).toEqual([
      'unreadable modules/a/Dockerfile:1',
      'lockfile-valid modules/a/apt.txt:1',
      'last-user modules/b/Dockerfile:2',
    ])
    expect((await doctor(root, {}, ['b'])).code).toBe(1)
  })

  it('finds a module that is a link, and so none', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM scratch\n${LABELS}`, 'far/Dockerfile': 'FROM scratch\n' })
    symlinkSync('../far', join(root, 'modules/linked'))
    expect(await rulesOf(root)).toEqual(['module-link modules/linked:1'])
    expect((await doctor(root)).code).toBe(0)
  })

  it('fails where no module is found, and names the glob that is near', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM scratch\n${LABELS}` }, { modules: './modulez/*' })
    const { code, out } = await doctor(root)
    expect(code).toBe(1)
    expect(out).toContain("nx.json:1: error no-modules: The modules glob 'modulez/*' finds no module.\n    Did you mean 'modules/*'?")
    expect(await rulesOf(root)).toEqual(['no-modules nx.json:1'])
    expect(await rulesOf(temporaryWorkspace({}, { modules: '!modules/*' }))).toEqual(['no-modules nx.json:1'])
  })

  it('warns of a glob that finds none beside one that does', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM scratch\n${LABELS}` }, { modules: ['modules/*/', 'tools/*'] })
    expect(await rulesOf(root)).toEqual(['empty-glob nx.json:1'])
    expect([(await doctor(root)).code, (await doctor(root, { strict: true })).code]).toEqual([0, 1])
  })

  it.each(['dockerfile', 'DOCKERFILE', 'Dockerfile.dev', 'Containerfile'])('finds a module whose Dockerfile is called %s', async (name) => {
    const files = {
      'modules/a/Dockerfile': `FROM scratch\n${LABELS}`,
      [`modules/b/${name}`]: 'FROM scratch\n',
      'modules/b/renv.lock': '{}',
    }
    expect(await rulesOf(temporaryWorkspace(files))).toEqual([`dockerfile-name modules/b/${name}:1`])
    expect(await rulesOf(temporaryWorkspace(files, { modules: ['modules/*', '!modules/b'] }))).toEqual([])
  })

  it.each(['modules/**', '*/*/*'])('finds it as deep as the glob %s leads', async (glob) => {
    const files = {
      'modules/a/Dockerfile.dev': '',
      'modules/group/b/dockerfile': '',
      'modules/c/sub/Dockerfile': `FROM scratch\n${LABELS}`,
    }
    const found = await rulesOf(temporaryWorkspace(files, { modules: glob }))
    expect(found).toEqual(
      glob === '*/*/*'
        ? ['dockerfile-name modules/group/b/dockerfile:1']
        : ['dockerfile-name modules/a/Dockerfile.dev:1', 'dockerfile-name modules/group/b/dockerfile:1'],
    )
  })

  // Elsewhere the file system refuses such a name.
  it.runIf(process.platform === 'linux')('refuses an input whose name is not UTF-8, and goes on with the other modules', async () => {
    const files = {
      'modules/a/Dockerfile': `FROM scratch\n${LABELS}COPY . /\n`,
      'modules/b/Dockerfile': `FROM scratch\n${LABELS}COPY Dockerfile /\n`,
    }
    const root = temporaryWorkspace({
      ...files,
      'modules/c/Dockerfile': files['modules/a/Dockerfile'],
      'modules/c/.dockerignore': 'caf?.txt\n',
    })
    for (const name of ['a', 'b', 'c']) writeFileSync(Buffer.from(`${root}/modules/${name}/caf\xe9.txt`, 'latin1'), '')
    const { code, out } = await doctor(root)
    expect({ code, out }).toEqual({
      code: 1,
      out: [
        'modules/a/caf\ufffd.txt:1: error unreadable: Its name is not UTF-8, which names of build inputs must be.',
        '    Rename it, or name it in .dockerignore, with ? for the bytes that are not UTF-8, if the build does not need it.',
        '',
        '1 error, 0 warnings, 0 hints.',
      ].join('\n'),
    })
  })

  it('follows includes of the list that the build installs from', async () => {
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': `FROM scratch\n${LABELS}COPY . /a\nRUN pip install -r /a/requirements.txt\n`,
      'modules/a/requirements.txt': '-r more/web.txt\n-c limits.txt\nnumpy\n',
      'modules/a/more/web.txt': 'flask\nscipy\n',
      'modules/a/limits.txt': 'numpy==2.2.4\nscipy>=1\n',
    })
    expect(await rulesOf(root)).toEqual(['requirements-pinned modules/a/more/web.txt:1', 'requirements-pinned modules/a/more/web.txt:2'])
  })

  it('finds a Dockerfile below a module that no glob matches, unless it is left out', async () => {
    const scratch = `FROM scratch\n${LABELS}`
    const files = {
      'modules/a/Dockerfile': scratch,
      'modules/a/gpu/Dockerfile': 'FROM scratch\n',
      'modules/a/tests/x/Dockerfile': 'FROM scratch\n',
      'modules/a/.devcontainer/Dockerfile': 'FROM scratch\n',
      'modules/a/data/1/2/3/Dockerfile': 'FROM scratch\n',
      'modules/a/generator/Dockerfile/template.txt': 'FROM scratch\n',
      'apps/web/Dockerfile': 'FROM scratch\n',
    }
    const root = temporaryWorkspace(files)
    expect(await rulesOf(root)).toEqual(['dockerfile-place modules/a/gpu/Dockerfile:1', 'dockerfile-place modules/a/tests/x/Dockerfile:1'])
    expect((await doctor(root)).out).toContain('Add "modules/a/gpu" to the `modules` globs of nx.json, or "!modules/a/gpu"')
    expect(await rulesOf(temporaryWorkspace(files, { modules: ['modules/*', '!modules/a/tests', '!modules/a/gpu'] }))).toEqual([])
  })

  it('fails on warnings where it is asked to be strict', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM debian:trixie-slim\n${LABELS}` })
    expect([(await doctor(root)).code, (await doctor(root, { strict: true })).code]).toEqual([0, 1])
  })

  it.each([
    ['hello-python', ['Dockerfile', '.dockerignore', 'requirements.txt']],
    ['hello-conda', ['Dockerfile', '.dockerignore', 'conda-lock.yml', 'environment.yml', 'project.json']],
    ['hello-clusters', ['Dockerfile', '.dockerignore', 'renv.lock']],
    ['hello-r', ['Dockerfile', '.dockerignore', 'renv.lock']],
    ['r-base', ['Dockerfile', '.dockerignore', 'renv.lock', 'scripts/restore-lockfile.R']],
  ])('finds in a broken copy of %s what was broken', async (name, files) => {
    const base = name.startsWith('hello-r') || name === 'hello-clusters' ? { 'modules/r-base/Dockerfile': 'FROM scratch\n' } : {}
    const whole = temporaryWorkspace({ ...base, ...sampleModule(name, files, (_, text) => text) })
    expect(await rulesOf(whole, [name])).toEqual([])

    const broken = temporaryWorkspace({ ...base, ...sampleModule(name, files, breakFile) })
    const found = (await rulesOf(broken, [name])).map((line) => line.split(' ')[0])
    expect(found).toContain('missing-source')
    expect(found).toContain(name === 'hello-conda' ? 'conda-stale' : name === 'hello-python' ? 'requirements-pinned' : 'renv-record')
    if (name !== 'hello-conda') expect(found).toEqual(expect.arrayContaining(['apt-recommends', 'apt-lists']))
  })
})

function breakFile(path: string, text: string): string {
  if (path === '.dockerignore') return '*\n'
  if (path === 'renv.lock') return text.replace(/"Version": "[^"]*",\n(\s*"Source")/, '$1')
  if (path === 'requirements.txt') return text.replaceAll('==', '>=')
  if (path === 'environment.yml') return `${text}  - samtools=1.21\n`
  return text.replaceAll(' --no-install-recommends', '').replace(/ \\\n && rm -rf \/var\/lib\/apt\/lists\/\*/, '')
}
