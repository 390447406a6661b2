import { visibleLine } from '@module-images/core'
import type { PinCheck, PinProblem } from './plan-pin-check.js'

/** One line a problem, with file and line as editors take them, and a sum. */
export function renderPinCheck({ problems, checked }: PinCheck, file: string, prefix: string): string {
  const pins = `${checked} ${checked === 1 ? 'pin' : 'pins'} of ${visibleLine(prefix)}`
  if (problems.length === 0) return `${visibleLine(file)}: ${pins}, all as in this checkout`
  const concerned = new Set(problems.map(({ line, module }) => line ?? module)).size
  return [...problems.map((problem) => renderPinProblem(problem, file)), '', `${pins}: ${concerned} to be seen to`].join('\n')
}

/** One line, with the place as editors take it. */
export function renderPinProblem({ code, module, line, pin, message }: PinProblem, file: string): string {
  const place = line === null ? file : `${file}:${line}`
  return visibleLine(`${place}: ${[code, module, pin].filter((part) => part !== null).join('  ')}: ${message}`)
}
