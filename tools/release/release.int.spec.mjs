import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt, run } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'
import { createLinkedWorkspace } from '../workspace/linked-workspace.mjs'
import { unpackTarball } from '../workspace/packed-packages.mjs'

const SCOPE = '@module-images'
const { version: CURRENT, repository: REPOSITORY } = JSON.parse(readFileSync(join(CHECKOUT, 'packages/nx/package.json'), 'utf8'))
/** After a breaking change: the next minor version before 1.0.0, the next major one from then on. */
const [MAJOR = 0, MINOR = 0] = CURRENT.split('.').map(Number)
const NEXT = MAJOR === 0 ? `0.${MINOR + 1}.0` : `${MAJOR + 1}.0.0`
const TARBALL = `module-images-nx-${NEXT}.tgz`
const COMMITS = `### Commits

#### Features

- ⚠️  **core:** read another file

#### Breaking changes

- **core:** read another file
  say which file
`

/** Milliseconds: Nx reads the workspace for each release, and TypeScript looks at every package. */
const HANGS = 900_000

/** Of whoever runs the tests, nothing of git and npm takes part; and neither a registry nor a proxy of theirs could be reached. */
const ENV = {
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org' },
  ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org', GITHUB_REPOSITORY: undefined },
  ...{ npm_config_registry: 'http://127.0.0.1:9/', HTTPS_PROXY: 'http://127.0.0.1:9/', HTTP_PROXY: 'http://127.0.0.1:9/' },
}

/** @type {string} */
let folder
/** @type {string} */
let clone
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-release-')))
  clone = join(folder, 'clone')
  await cloneCheckout(join(folder, 'origin'))
  installPackages()
}, HANGS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('npm run release', { timeout: HANGS }, () => {
  it('makes with --dry-run what would be published, and changes nothing', async () => {
    const before = await stateOfGit()
    const output = join(folder, 'dry')
    expect(await release('--dry-run', '--output', output)).toMatchObject({ code: 0, stderr: '' })
    expect(await stateOfGit()).toEqual(before)
    expect(readdirSync(output).sort()).toEqual(['CHANGELOG.md', TARBALL, 'notes.md'])
    const notes = readFileSync(join(output, 'notes.md'), 'utf8')
    expect(notes.slice(notes.indexOf('### Commits'))).toBe(COMMITS)
    expect(readFileSync(join(output, 'CHANGELOG.md'), 'utf8')).toMatch(
      new RegExp(String.raw`^# Changelog\n[^]*\n## Unreleased\n\n## ${NEXT.replaceAll('.', String.raw`\.`)} \(\d{4}-\d\d-\d\d\)\n\n`),
    )
  })

  it('made a package that a workspace can use', async () => {
    const modules = await unpackTarball(join(folder, 'dry', TARBALL), join(folder, 'installed'))
    const manifest = JSON.parse(readFileSync(join(modules, '@module-images/nx/package.json'), 'utf8'))
    const address = REPOSITORY.url.replace(/^git\+|\.git$/g, '')
    expect(manifest).toMatchObject({
      ...{ name: '@module-images/nx', version: NEXT, license: 'BSD-3-Clause', publishConfig: { access: 'public' } },
      ...{ homepage: `${address}#readme`, bugs: { url: `${address}/issues` }, peerDependencies: { nx: '^24.0.0' } },
    })
    expect(Object.keys(manifest.dependencies).filter((name) => name.startsWith('@module-images/'))).toEqual([])
    for (const name of ['README.md', 'LICENSE']) expect(existsSync(join(modules, '@module-images/nx', name)), name).toBe(true)

    const workspace = createLinkedWorkspace(join(folder, 'workspace'), { options: { registry: 'registry.invalid/p' }, modules })
    mkdirSync(join(workspace.folder, 'modules/hello'), { recursive: true })
    writeFileSync(join(workspace.folder, 'modules/hello/Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n')
    expect((await workspace.nx(['show', 'projects'])).stdout.trim()).toBe('hello')
    const plan = await workspace.command(['plan', '--offline', '--json'])
    expect(JSON.parse(plan.stdout).modules).toMatchObject([{ name: 'hello' }])
  })

  it('has an image of the command that finds all it needs in itself', async () => {
    const files = join(folder, 'command')
    await run([process.execPath, 'tools/pack/pack-image.mjs', files], { cwd: clone, env: ENV, failure: 'It cannot be packed.' })
    const plan = (/** @type {string} */ cwd) =>
      attempt([process.execPath, join(files, 'package/bin/module-images.js'), 'plan', '--offline', '--json'], { cwd, env: ENV })
    expect(JSON.parse((await plan(join(folder, 'workspace'))).stdout).modules).toMatchObject([{ name: 'hello' }])
    // A workspace that only Nx can read: its root is the module.
    expect(await plan(join(clone, 'tools/cli-image'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it is not installed here'),
    })
  })

  it('without options prepares the commit whose tag makes that very package', async () => {
    expect(await release()).toMatchObject({ code: 0, stderr: '' })
    const { status } = await stateOfGit()
    expect(status.split('\n').sort()).toEqual(['', ' M CHANGELOG.md', ' M package-lock.json', ' M packages/nx/package.json'])
    expect(textOf(clone, 'CHANGELOG.md')).toBe(textOf(join(folder, 'dry'), 'CHANGELOG.md'))
    await git('commit', '--quiet', '--all', '--message', `chore: release v${NEXT}`)
    await git('tag', `v${NEXT}`)

    const output = join(folder, 'tagged')
    expect(await release('--tag', `v${NEXT}`, '--output', output)).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(output).sort()).toEqual([TARBALL, 'notes.md'])
    for (const name of [TARBALL, 'notes.md'])
      expect(readFileSync(join(output, name)).equals(readFileSync(join(folder, 'dry', name)))).toBe(true)
  })

  it.each([
    [['--tag', 'v99.0.0'], 1, `The tag is v99.0.0, but the version in packages/nx/package.json is ${NEXT}.`],
    [[], 1, 'No commit since the last release changes what is published.'],
    [['--dryrun'], 2, "Unknown option '--dryrun'"],
  ])('refuses %j', async (args, code, message) => {
    expect(await release(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) })
  })

  it("has a package that holds the command's name on npm, and says what to install", async () => {
    const result = await attempt([process.execPath, join(CHECKOUT, 'tools/release/command-name/module-images.js'), 'plan'])
    expect(result).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining('npm install --save-dev nx@24 @module-images/nx') })
  })

  it('refuses to release for another repository than package.json names', async () => {
    const env = { ...ENV, GITHUB_REPOSITORY: 'some/fork' }
    const result = await attempt([process.execPath, 'tools/release/run.mjs', '--tag', `v${NEXT}`], { cwd: clone, env })
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('This is the repository some/fork, but packages/nx/package.json'),
    })
  })
})

/** This checkout with its last release's tag and a breaking commit since; the clone cannot reach where it came from. @param {string} origin */
async function cloneCheckout(origin) {
  const list = await run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: CHECKOUT, failure: 'no list' })
  for (const path of list.split('\0').filter((name) => name !== '' && existsSync(join(CHECKOUT, name)))) {
    mkdirSync(dirname(join(origin, path)), { recursive: true })
    cpSync(join(CHECKOUT, path), join(origin, path), { verbatimSymlinks: true })
  }
  const at = (/** @type {string[]} */ ...args) => run(['git', ...args], { cwd: origin, env: ENV, failure: `git ${args[0]} failed` })
  await at('init', '--quiet', '--initial-branch=main')
  await at('add', '--all')
  await at('commit', '--quiet', '--message', 'feat: all that there was')
  await at('tag', `v${CURRENT}`)
  writeFileSync(join(origin, 'packages/core/another.txt'), 'another\n')
  await at('add', '--all')
  await at('commit', '--quiet', '--message', 'feat(core): read another file\n\nBREAKING CHANGE: say which file')
  await at('commit', '--quiet', '--allow-empty', '--message', 'docs: say it')
  await run(['git', 'clone', '--quiet', origin, clone], { env: ENV, failure: 'git clone failed' })
  rmSync(origin, { recursive: true })
}

/** What `npm ci` makes of a clone: the packages that are installed for this checkout, and its own, compiled. */
function installPackages() {
  const [modules, installed] = [join(clone, 'node_modules'), join(CHECKOUT, 'node_modules')]
  mkdirSync(join(modules, SCOPE), { recursive: true })
  linkAll(installed, modules)
  for (const name of readdirSync(join(clone, 'packages'))) {
    const [source, target] = [join(CHECKOUT, 'packages', name), join(clone, 'packages', name)]
    symlinkSync(relative(join(modules, SCOPE), target), join(modules, SCOPE, name))
    if (existsSync(join(source, 'node_modules'))) linkAll(join(source, 'node_modules'), join(target, 'node_modules'))
    if (existsSync(join(source, 'dist'))) cpSync(join(source, 'dist'), join(target, 'dist'), { recursive: true, preserveTimestamps: true })
  }
}

/** @param {string} from a `node_modules` @param {string} to one that has links to the same, but for our own packages */
function linkAll(from, to) {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from).filter((one) => !one.startsWith('.') && one !== SCOPE)) symlinkSync(join(from, name), join(to, name))
}

/** @param {string[]} args */
function release(...args) {
  return attempt([process.execPath, 'tools/release/run.mjs', ...args], { cwd: clone, env: ENV })
}

/** @param {string[]} args */
function git(...args) {
  return run(['git', ...args], { cwd: clone, env: ENV, failure: `git ${args[0]} failed` })
}

async function stateOfGit() {
  return { status: await git('status', '--porcelain'), refs: await git('for-each-ref'), head: await git('rev-parse', 'HEAD') }
}

/** @param {string} root @param {string} file */
function textOf(root, file) {
  return readFileSync(join(root, file), 'utf8')
}
