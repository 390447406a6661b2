import { visibleLine } from '@module-images/core'
import type { PinCheck, PinProblem } from './plan-pin-check.js'

/** One line a problem, with file and line as editors take them, and a sum. */
export function renderPinCheck({ problems, checked }: PinCheck, file: string, prefix: string): string {
  if (problems.length === 0) return renderAllCurrent(checked, file, prefix)
  const concerned = new Set(problems.map(({ line, module }) => line ?? module)).size
  return [
    ...problems.map((problem) => renderPinProblem(problem, file)),
    '',
    `${countPins(checked, prefix)}: ${concerned} to be seen to`,
  ].join('\n')
}

/** Of a file of which no pin is to be seen to. */
export function renderAllCurrent(checked: number, file: string, prefix: string): string {
  return `${visibleLine(file)}: ${countPins(checked, prefix)}, all as in this checkout`
}

function countPins(checked: number, prefix: string): string {
  return `${checked} ${checked === 1 ? 'pin' : 'pins'} of ${visibleLine(prefix)}`
}

/** One line, with the place as editors take it. */
export function renderPinProblem({ code, module, line, pin, message }: PinProblem, file: string): string {
  const place = line === null ? file : `${file}:${line}`
  return visibleLine(`${place}: ${[code, module, pin].filter((part) => part !== null).join('  ')}: ${message}`)
}
