import { spawnSync } from 'node:child_process'
import { createEngine, ENGINE_KINDS } from '../create-engine.js'
import type { Engine } from '../engine.js'

/** An engine of the list, where this machine has it. */
export interface EngineHere {
  readonly name: string
  readonly engine: Engine
  readonly isHere: boolean
}

/** Every engine there is. Docker must be there; any other may be missing from the PATH, and then the output says so. */
export function findEngines(): EngineHere[] {
  return ENGINE_KINDS.map(({ name }) => {
    const isHere = name === 'docker' || spawnSync(name, ['info']).status === 0
    if (!isHere) process.stderr.write(`\n!!! NOT TESTED: the engine ${name}, which does not work here. See what '${name} info' says.\n\n`)
    return { name, engine: createEngine({ env: { ...process.env, MODULE_IMAGES_ENGINE: name } }), isHere }
  })
}
