import { visibleLine } from '@module-images/core'
import type { SignedImage } from '@module-images/trust'
import { PLAIN, type TextStyle } from '../../output/terminal.js'

/** An image's verdict, what was signed of it, and what is wrong. */
export function renderSigned(image: SignedImage, { colours }: TextStyle = PLAIN): string {
  const { reference, digest, ok, problems, provenance, statements, scans, signers } = image
  const verdict = ok ? colours.green('✓ signed') : colours.red('✗ refused')
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ['digest', digest],
    ['module', provenance?.module],
    ['content key', provenance?.key],
    ['commit', provenance?.commit],
    ['repository', provenance?.repository],
    ['built by', provenance?.builder],
    ['run', provenance?.run],
    ['inputs', provenance === null ? undefined : renderInputs(provenance.inputs.length)],
    ['signed by', signers.length === 0 ? undefined : signers.join(', ')],
    ...scans.map(
      ({ scanner, platform }) => ['found inside', `packages of the base and the system, by ${scanner} for ${platform}`] as const,
    ),
    ['statements', statements.length === 0 ? undefined : statements.join(', ')],
  ]
  const width = Math.max(...rows.map(([title]) => title.length))
  return [
    `${verdict}  ${visibleLine(reference)}`,
    ...rows.flatMap(([title, value]) => (value === null || value === undefined ? [] : [`  ${title.padEnd(width)}  ${visibleLine(value)}`])),
    ...problems.map(({ code, message }) => `  ${colours.red(code)}: ${visibleLine(message)}`),
  ].join('\n')
}

function renderInputs(count: number): string {
  return `${count} ${count === 1 ? 'file or base, by checksum; --json names it' : 'files and bases, by checksum; --json lists them'}`
}
