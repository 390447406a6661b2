import type { Caller } from './plan-container.js'

/**
 * Whoever started this process.
 *
 * @param stdin `terminal`: only what is typed at one, so that tasks side by side do not share an input; `always`: also what is piped in
 */
export function readCaller(stdin: 'terminal' | 'always'): Caller {
  const { getuid, getgid } = process
  const tty = process.stdin.isTTY && process.stdout.isTTY
  return {
    user: getuid && getgid ? `${getuid.call(process)}:${getgid.call(process)}` : undefined,
    env: process.env,
    interactive: tty || stdin === 'always',
    tty,
    machine: isElsewhere(process.env['DOCKER_HOST']) ? undefined : process.arch,
  }
}

function isElsewhere(host = ''): boolean {
  return host !== '' && !/^(?:unix|npipe|fd):/.test(host)
}
