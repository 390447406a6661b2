/**
 * A process of its own beside a container in the foreground: it has the engine stop the container when whoever started it says so, is gone,
 * or is being ended with all its children.
 *
 * Usage: node container-guard.js COMMAND NAME SECONDS. A byte on stdin means that the container has ended; stdin's end without one, that it must.
 */
import { runProcess } from '@module-images/process'

const [, , command = '', name = '', seconds = ''] = process.argv

let stopping = false

/** Once asked for, a stop goes on in the engine, whatever becomes of this process: containerStop in moby's daemon/stop.go. */
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  try {
    await runProcess({ command, args: ['container', 'stop', '-t', seconds, name] })
  } finally {
    process.exit()
  }
}

// Ctrl-C reaches all processes of a terminal; the container is told by the engine's command.
process.on('SIGINT', () => undefined)
process.on('SIGHUP', () => undefined)
// Nx sends it more than once; without a listener the second would end the stop as well.
process.on('SIGTERM', () => void stop())
process.stdin.once('data', () => process.exit())
process.stdin.once('end', () => void stop())
