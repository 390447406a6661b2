// @ts-check
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { attempt, run } from '../local/command.mjs'
import { BUSYBOX } from '../local/programs.mjs'
import { createLinkedWorkspace } from '../workspace/linked-workspace.mjs'

/**
 * What an image is made of, and where it has to be in it.
 *
 * @typedef {object} TruthModule
 * @property {string} name
 * @property {readonly { file: string, at: string }[]} files `file`: from the workspace's root; `at`: from the image's
 */

const BASE = { file: 'modules/base/base.txt', at: 'd/base.txt' }

/** `base` is a parent; `made` copies what its target `build` makes and git ignores; `lone` has a configuration that would change its image. */
export const MODULES = /** @type {readonly TruthModule[]} */ ([
  { name: 'base', files: [BASE] },
  { name: 'child', files: [BASE, { file: 'modules/child/input.txt', at: 'd/input.txt' }] },
  { name: 'made', files: [{ file: 'modules/made/dist/made.txt', at: 'd/made.txt' }] },
  { name: 'lone', files: [{ file: 'modules/lone/input.txt', at: 'd/input.txt' }] },
])

/** Made, and not in git. */
export const MADE_FILE = 'modules/made/dist/made.txt'
/** What can be changed in a step. */
export const EDITABLE = /** @type {const} */ ([
  BASE.file,
  'modules/child/input.txt',
  'modules/made/src.txt',
  'modules/lone/input.txt',
  MADE_FILE,
])
/** The module whose image a configuration, or a word of the command line, would change. */
export const CHANGED_MODULE = 'lone'
/** Its label by which a build argument shows, and its value as the files have it. */
export const MODE = { label: 'mode', value: 'plain' }
/** The user's own target, of `child`, and what it leaves: the receipt that it found. */
export const OWN_TARGET = { name: 'use', module: 'child', file: 'modules/child/out/used.json' }

/**
 * No file is like another, nor like one of another workspace: an image of the same key counts as there under whatever registry's name the engine
 * has it.
 *
 * @param {string} prefix @param {string} file @param {number} token
 */
function contentOf(prefix, file, token) {
  return `${prefix} ${file} ${token}\n`
}

/**
 * Makes the workspace and commits it, on a branch `work` that comes from `main`.
 *
 * @param {string} folder is made
 * @param {{ prefix: string, modules: string }} place `prefix`: registry and repository prefix; `modules`: a `node_modules`
 */
export async function createTruthWorkspace(folder, { prefix, modules }) {
  const variables = {
    ...PERSON,
    NX_CACHE_DIRECTORY: join(folder, '.nx/cache'),
    HOME: join(folder, '.nx/home'),
  }
  const workspace = createLinkedWorkspace(folder, { options: { registry: prefix }, variables, modules })
  for (const [file, text] of Object.entries(workspaceFiles(prefix))) write(folder, file, text)
  for (const file of EDITABLE) if (file !== MADE_FILE) write(folder, file, contentOf(prefix, file, 0))
  copyFileSync(BUSYBOX, join(folder, 'modules/base/busybox'))
  mkdirSync(join(folder, '.nx/home'), { recursive: true })
  const git = (/** @type {string[]} */ ...args) =>
    run(['git', ...args], { cwd: folder, env: workspace.env, failure: `git ${args[0]} failed.` })
  await git('init', '--quiet', '--initial-branch=main')
  const commit = async () => {
    await git('add', '--all')
    await git('commit', '--quiet', '--allow-empty', '--message', 'a change')
  }
  await commit()
  await git('checkout', '--quiet', '-b', 'work')
  return {
    ...workspace,
    commit,
    /** After an interruption, too. */
    async stopDaemon() {
      const stop = [process.execPath, join(modules, 'nx/dist/bin/nx.js'), 'daemon', '--stop']
      await attempt(stop, { cwd: folder, env: workspace.env, cleanup: true })
    },
    /** @param {string} file @param {number} token */
    edit: (file, token) => write(folder, file, contentOf(prefix, file, token)),
    /** @param {string} file a folder too */
    remove: (file) => rmSync(join(folder, file), { recursive: true, force: true }),
    /** @param {string} file */
    read: (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined),
  }
}

const PERSON = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Truth'],
    [`GIT_${role}_EMAIL`, 'truth@example.org'],
  ]),
)

/** In place of the file, never into it: another command may read it. @param {string} folder @param {string} file @param {string} text */
function write(folder, file, text) {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  writeFileSync(path, text)
  if (file.endsWith('.sh')) chmodSync(path, 0o755)
}

/** @param {string} prefix @returns {Record<string, string>} */
function workspaceFiles(prefix) {
  const project = (/** @type {object} */ targets) => JSON.stringify({ targets }, undefined, 2)
  const from = `FROM ${prefix}/base:latest\n`
  return {
    '.gitignore': 'node_modules\ndist\nout\n.nx\n',
    'modules/base/Dockerfile': 'FROM scratch\nCOPY busybox /bin/sh\nCOPY base.txt /d/\n',
    'modules/base/run.sh': script(['base.txt']),
    'modules/base/.dockerignore': '*\n!busybox\n!base.txt\n',
    'modules/child/Dockerfile': `${from}COPY input.txt /d/\n`,
    'modules/child/run.sh': script(['base.txt', 'input.txt']),
    'modules/child/project.json': project({ [OWN_TARGET.name]: ownTarget() }),
    'modules/made/Dockerfile': 'FROM scratch\nCOPY dist/made.txt /d/\n',
    'modules/made/project.json': project({ 'docker-build': { dependsOn: ['^docker-build', 'build'] }, build: buildTarget() }),
    'modules/lone/Dockerfile': `FROM scratch\nARG MODE=${MODE.value}\nLABEL ${MODE.label}=$MODE\nCOPY input.txt /d/\n`,
    'modules/lone/project.json': project({ 'docker-build': { configurations: { production: { buildArgs: { MODE: 'production' } } } } }),
  }
}

/** By rename, so that no other command sees half of it. */
function buildTarget() {
  return {
    executor: 'nx:run-commands',
    cache: true,
    inputs: ['{projectRoot}/src.txt'],
    outputs: ['{projectRoot}/dist'],
    options: { cwd: '{projectRoot}', command: 'mkdir -p dist && cp src.txt dist/new-$$ && mv dist/new-$$ dist/made.txt' },
  }
}

/** As a test that goes by the receipt is cached by its users. */
function ownTarget() {
  return {
    executor: 'nx:run-commands',
    cache: true,
    dependsOn: ['docker-build'],
    inputs: ['default', { dependentTasksOutputFiles: '**/*.json' }],
    outputs: ['{projectRoot}/out'],
    options: { command: 'mkdir -p modules/child/out && cp dist/images/child.json modules/child/out/used.json' },
  }
}

/** Nothing but the shell's own commands: the image has no others. @param {readonly string[]} files */
function script(files) {
  const lines = files.map((file) => `while read -r line; do echo "RAN ${file}: $line"; done </d/${file}`)
  return `#!/bin/sh\n${lines.join('\n')}\n`
}
