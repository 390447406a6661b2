import { cleanPath } from '@module-images/core'
import type { ModuleRule } from '../check-rule.js'

export const outsideContext: ModuleRule = {
  id: 'outside-context',
  scope: 'module',
  title: 'No source lies outside the module',
  severity: 'error',
  why: "A build sees its module's folder alone. `../` is dropped without a word, so another file of that name is copied, or none.",
  fix: 'Copy the file into the module, or put it into the image of a base module and start from that.',
  examples: {
    passing: [{ files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY scripts/../apt.txt /\n', 'apt.txt': 'curl\n' } }],
    failing: [{ files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY ../apt.txt /\n', 'apt.txt': 'curl\n' }, lines: ['Dockerfile:2'] }],
  },
  check({ build }) {
    if (!build) return []
    return build.dockerfile.stages.flatMap(({ instructions }) =>
      instructions.flatMap((instruction) => {
        if ((instruction.kind !== 'copy' && instruction.kind !== 'add') || instruction.from !== '') return []
        return instruction.sources.filter(leadsOut).map((source) => ({
          message: `'${source}' leads out of the module; the build takes it for '${source.replace(/^(?:\.{0,2}\/)+/, '')}'.`,
          place: { file: build.file, line: instruction.line },
        }))
      }),
    )
  },
}

function leadsOut(source: string): boolean {
  return !source.includes('$') && !/^[a-z][a-z0-9+.-]*:/i.test(source) && /^\.\.(?:\/|$)/.test(cleanPath(source))
}
