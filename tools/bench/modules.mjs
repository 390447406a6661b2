// @ts-check
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUSYBOX } from '../local/programs.mjs'

/** Every so many modules one that others start from. */
const FAMILY = 10

/**
 * What the measured workspaces hold. The first module of each ten is a base with a shell; three of the others start from it, the rest from
 * nothing. All copy a lockfile and a few files; those with a shell also run something cheap.
 *
 * @typedef {{ name: string, parent: string | undefined, kind: 'base' | 'child' | 'plain' }} PlannedModule
 * @typedef {{ files?: number, busybox?: boolean, slow?: number }} Shape `files`: how many a module copies beside its lockfile; 4. `busybox`: whether bases hold one,
 *   two megabytes each, without which their children can be read but not built; they do. `slow`: seconds that a RUN of each module takes, before the
 *   COPY of its files; then all of them have a shell
 * @typedef {{ seed: string, registry: string } & Shape} Content `seed`: other bytes of the same lengths, so that nothing built before helps.
 *   `registry`: host and prefix, as FROM names it
 */

/**
 * @param {number} count
 * @returns {PlannedModule[]} parents before children
 */
export function planModules(count) {
  return Array.from({ length: count }, (_, index) => {
    const first = index - (index % FAMILY)
    const kind = index === first ? 'base' : index - first <= 3 ? 'child' : 'plain'
    return { name: moduleName(index), kind, parent: kind === 'child' ? moduleName(first) : undefined }
  })
}

/**
 * Writes the modules below `folder`.
 *
 * @param {string} folder
 * @param {readonly PlannedModule[]} modules
 * @param {Content} content
 */
export function writeModules(folder, modules, content) {
  for (const module of modules) writeModule(join(folder, module.name), module, content)
}

/**
 * Gives one module another lockfile.
 *
 * @param {string} folder
 * @param {PlannedModule} module
 * @param {string} seed
 */
export function changeLockfile(folder, module, seed) {
  writeFileSync(join(folder, module.name, 'requirements.txt'), lockfile(`${seed} changed`, module.name))
}

/**
 * Gives one module another file, which its last COPY takes.
 *
 * @param {string} folder
 * @param {PlannedModule} module
 * @param {string} seed
 */
export function changeFile(folder, module, seed) {
  writeFileSync(join(folder, module.name, 'src', 'step-0.py'), filler(`${seed} changed`, module.name, 0))
}

/**
 * @param {string} folder
 * @param {PlannedModule} module
 * @param {Content} content
 */
function writeModule(folder, module, { seed, registry, files = 4, busybox = true, slow }) {
  const holdsBusybox = (module.kind === 'base' || (slow !== undefined && module.kind === 'plain')) && busybox
  mkdirSync(join(folder, 'src'), { recursive: true })
  writeFileSync(join(folder, 'Dockerfile'), dockerfile(module, { registry, holdsBusybox, slow }))
  writeFileSync(join(folder, '.dockerignore'), `*\n!requirements.txt\n!src\n${holdsBusybox ? '!busybox\n' : ''}`)
  writeFileSync(join(folder, 'requirements.txt'), lockfile(seed, module.name))
  for (let index = 0; index < files; index += 1) writeFileSync(join(folder, 'src', `step-${index}.py`), filler(seed, module.name, index))
  if (!holdsBusybox) return
  copyFileSync(BUSYBOX, join(folder, 'busybox'))
  chmodSync(join(folder, 'busybox'), 0o755)
}

/** @param {PlannedModule} module @param {{ registry: string, holdsBusybox: boolean, slow: number | undefined }} content */
function dockerfile({ kind, parent }, { registry, holdsBusybox, slow }) {
  const wait = slow === undefined ? [] : [`RUN sleep ${slow}`]
  const shell = ['COPY busybox /bin/busybox', 'RUN ["/bin/busybox", "--install", "-s", "/bin"]', ...wait]
  const lines = {
    base: ['FROM scratch', 'COPY requirements.txt /etc/base-requirements.txt', ...(holdsBusybox ? shell : []), 'COPY src /opt/base'],
    child: [
      `FROM ${registry}/${parent}:latest`,
      'COPY requirements.txt /opt/module/',
      ...wait,
      'RUN sort /opt/module/requirements.txt > /opt/installed.txt',
      'COPY src /opt/module/src',
    ],
    plain: ['FROM scratch', 'COPY requirements.txt /opt/module/', ...(holdsBusybox ? shell : []), 'COPY src /opt/module/src'],
  }[kind]
  return `${lines.join('\n')}\n`
}

/** @param {string} seed @param {string} name */
function lockfile(seed, name) {
  const version = (/** @type {number} */ line) => parseInt(digest(`${seed} ${name} ${line}`).slice(0, 4), 16) % 100
  return Array.from(
    { length: 20 },
    (_, line) => `package-${String(line).padStart(2, '0')}==1.${String(version(line)).padStart(2, '0')}.0\n`,
  ).join('')
}

/** Two kilobytes that no compression shrinks to nothing. @param {string} seed @param {string} name @param {number} index */
function filler(seed, name, index) {
  return Array.from({ length: 32 }, (_, line) => `# ${digest(`${seed} ${name} ${index} ${line}`)}\n`).join('')
}

/** @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest('hex')
}

/** @param {number} index */
function moduleName(index) {
  return `module-${String(index).padStart(4, '0')}`
}
