// @ts-check
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { attempt } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

/** A workspace with nothing but a module in it; what is installed, and how, is the package manager's affair. */
const FILES = {
  'modules/hello/Dockerfile': 'FROM scratch\nCOPY data.txt /\n',
  'modules/hello/.dockerignore': '*\n!data.txt\n',
  'modules/hello/data.txt': 'hello\n',
}

/**
 * What has to work, each by another entry of the package: `exitCode` 0 where nothing else is said.
 *
 * @type {readonly { name: string, command: readonly string[], exitCode?: number, output: string }[]}
 */
const STEPS = [
  {
    name: 'generator',
    command: ['nx', 'generate', '@module-images/nx:init', '--registry=ghcr.io/example', '--no-interactive'],
    output: 'UPDATE nx.json',
  },
  { name: 'inference', command: ['nx', 'show', 'projects'], output: 'hello' },
  { name: 'batch executor', command: ['nx', 'run-many', '-t', 'docker-check'], output: 'Successfully ran target docker-check' },
  { name: 'executor', command: ['nx', 'run', 'hello:docker-check', '--batch=false'], output: 'Successfully ran target docker-check' },
  { name: 'hook', command: ['nx', 'run', 'hello:docker-run', '--command=true', '--', 'a'], exitCode: 1, output: '--command would be lost' },
  { name: 'command', command: ['module-images', 'plan', '--offline'], output: 'hello' },
]

/**
 * Installs the packed package with one package manager, and has Nx and the command find every part of it.
 *
 * @param {import('./managers.mjs').Manager} manager
 * @param {{ tarball: string, folder: string, registry: string }} place `registry`: of npm packages
 * @param {(line: string) => void} report
 * @returns {Promise<string[]>} what failed, with its output
 */
export async function tryManager({ name, install, files = {}, variables }, { tarball, folder, registry }, report) {
  writeWorkspace(folder, { ...FILES, ...files }, tarball)
  const env = { ...environment(), ...variables?.(registry) }
  const start = performance.now()
  const installed = await attempt(install, { cwd: folder, env })
  if (installed.code !== 0) return [`${name}: ${install.join(' ')} ended with ${installed.code}\n${installed.stdout}${installed.stderr}`]
  report(`${name}: installed in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  const faults = []
  for (const step of STEPS) {
    const [program = '', ...args] = step.command
    const { code, stdout, stderr } = await attempt([join(folder, 'node_modules/.bin', program), ...args], { cwd: folder, env })
    const ok = code === (step.exitCode ?? 0) && `${stdout}${stderr}`.includes(step.output)
    report(`${name}: ${ok ? '✓' : '✗'} ${step.name}`)
    if (!ok) faults.push(`${name}, ${step.name}: ${step.command.join(' ')} ended with ${code}\n${stdout}${stderr}`)
  }
  return faults
}

/** @param {string} folder @param {Readonly<Record<string, string>>} files @param {string} tarball */
function writeWorkspace(folder, files, tarball) {
  const { devDependencies } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'))
  const manifest = { name: 'managed', private: true, devDependencies: { nx: devDependencies.nx, '@module-images/nx': `file:${tarball}` } }
  const all = { ...files, 'package.json': JSON.stringify(manifest), 'nx.json': '{ "analytics": false }' }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** The person's own settings of Nx, of CI and of the product have no say. @returns {NodeJS.ProcessEnv} */
function environment() {
  const names = Object.keys(process.env).filter((name) => /^(?:MODULE_IMAGES_|NX_|GITHUB_|CI$)/.test(name))
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' }
}
