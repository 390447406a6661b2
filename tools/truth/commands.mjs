// @ts-check
import { CHANGED_MODULE, MODULES, OWN_TARGET } from './truth-workspace.mjs'

/**
 * One command of a person. `daemon`: with Nx's daemon, and plugins in workers of their own.
 *
 * @typedef {{ kind: 'build' | 'push' | 'load' | 'check' | 'run' | 'use' | 'build-and-push', modules: string, daemon: boolean,
 *     batch?: false, changed?: 'configuration' | 'argument' }} NxCommand `modules`: `all`, `affected` or a name; `batch`: false for a process a
 *   task; `changed`: what the command line would have another image made by
 * @typedef {{ kind: 'plan' | 'verify' | 'load-command' | 'run-command', modules: string }} OwnCommand of `module-images`
 * @typedef {NxCommand | OwnCommand} Command
 */

const TARGETS = {
  build: ['docker-build'],
  push: ['docker-push'],
  load: ['docker-load'],
  check: ['docker-check'],
  run: ['docker-run'],
  use: [OWN_TARGET.name],
  'build-and-push': ['docker-build', 'docker-push'],
}

/** @param {Command} command @returns {command is NxCommand} */
export function isNx(command) {
  return command.kind in TARGETS
}

/** What follows `nx` or `module-images`. @param {Command} command @returns {string[]} */
export function argumentsOf(command) {
  if (!isNx(command)) {
    const modules = command.modules === 'all' ? [] : [command.modules]
    const json = command.kind === 'run-command' ? [] : ['--json']
    return [command.kind.replace('-command', ''), ...json, ...modules]
  }
  const { kind, modules, batch, changed } = command
  const targets = TARGETS[kind]
  // Else Nx keeps to itself what a task that succeeded has said.
  const options = [
    '--output-style=static',
    ...(batch === false ? ['--batch=false'] : []),
    ...(changed === 'configuration' ? ['-c', 'production'] : []),
    ...(changed === 'argument' ? ['--buildArgs.MODE=typed'] : []),
  ]
  if (modules === 'all') return ['run-many', '-t', ...targets, ...options]
  if (modules === 'affected') return ['affected', '--base=main', '-t', ...targets, ...options]
  return targets.length > 1
    ? ['run-many', '-t', ...targets, '-p', modules, ...options]
    : ['run', `${modules}:${targets.join()}`, ...options]
}

/** As a person types it. @param {Command} command */
export function renderCommand(command) {
  const words = argumentsOf(command).join(' ').replace(' --output-style=static', '')
  if (!isNx(command)) return `module-images ${words}`
  return `${command.daemon ? '' : 'NX_DAEMON=false '}nx ${words}`
}

/**
 * The modules whose images a command is about: those that it names, and those that these stand on.
 *
 * @param {Command} command @param {string} output
 */
export function modulesOf({ kind, modules }, output) {
  const all = MODULES.map(({ name }) => name)
  if (modules === 'all') return all
  if (modules === 'affected') return all.filter((name) => new RegExp(`nx run ${name}:docker-(?:build|push)\\b`).test(output))
  const needsImages = kind !== 'check' && kind !== 'verify'
  return needsImages && modules === 'child' ? ['base', 'child'] : [modules]
}

/**
 * Whether a command may fail in this state of the files: it asks for what is to be refused, looks for what may not be there yet, or goes without the
 * target that makes a file, or beside another that makes that file again: Nx takes a target's outputs away before it puts them back.
 *
 * @param {Command} command
 * @param {{ isMadeThere: boolean, beside: readonly Command[] }} state `beside`: what runs at the same time
 */
export function mayFail(command, { isMadeThere, beside }) {
  const isMadeSure = isMadeThere && !beside.some((other) => isNx(other) && isAboutMade(other))
  // What is not published is a verdict, whatever else runs.
  if (command.kind === 'verify' || (isNx(command) && command.changed !== undefined)) return true
  if (isAboutMade(command) && beside.length > 0) return !isMadeSure
  return isAboutMade(command) && (!isNx(command) || command.kind === 'check') && !isMadeSure
}

/** @param {Command} command */
function isAboutMade({ modules }) {
  return modules === 'made' || modules === 'all' || modules === 'affected'
}

/**
 * The tasks that failed beside those that the command was to be refused for: one refused module is one refused module.
 *
 * @param {Command} command @param {string} output of nx
 */
export function failedBeside(command, output) {
  if (!isNx(command) || command.changed === undefined) return []
  const listed = [...output.matchAll(/^- ([\w-]+):(docker-[\w-]+)/gm)].filter(([, module]) => module !== CHANGED_MODULE)
  return [...new Set(listed.map(([, module, target]) => `${module}:${target}`))]
}
