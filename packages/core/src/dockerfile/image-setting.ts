import { BadInstructionError } from './bad-instruction.js'

/** Instructions whose words BuildKit looks at once their variables are put in. */
export type SettingKeyword = 'EXPOSE' | 'STOPSIGNAL' | 'VOLUME'

/** Names of https://github.com/moby/sys/blob/main/signal/signal_linux.go. */
const SIGNALS = new Set(
  `ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1
  USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX`.split(/\s+/),
)
const REAL_TIME_SIGNAL = /^(?:RTMIN\+(?:\d|1[0-5])|RTMAX-(?:\d|1[0-4]))$/

/**
 * Holds a word of an EXPOSE, STOPSIGNAL or VOLUME to what BuildKit takes.
 *
 * @param word its variables put in
 * @throws BadInstructionError
 */
export function refuseBadSetting(keyword: SettingKeyword, word: string): void {
  if (keyword === 'EXPOSE') refuseBadPort(word)
  else if (keyword === 'STOPSIGNAL') refuseBadSignal(word)
  else if (word === '') throw new BadInstructionError('names a volume that is empty')
}

function refuseBadSignal(word: string): void {
  if (/^[+-]?\d+$/.test(word) && Number(word) !== 0) return
  const name = word.toUpperCase().replace(/^SIG/, '')
  if (!SIGNALS.has(name) && !REAL_TIME_SIGNAL.test(name)) throw new BadInstructionError(`names no signal: '${word}'`)
}

/** `[[ip:]port:]port[/protocol]`. Rule: https://docs.docker.com/reference/dockerfile/#expose */
function refuseBadPort(word: string): void {
  const parts = word.split(':')
  const [port = '', protocol = ''] = splitOnce(parts.at(-1) ?? '', '/')
  if (!['', 'tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) throw new BadInstructionError(`knows no protocol '${protocol}'`)
  const range = readRange(port)
  const host = parts.length > 1 ? (parts.at(-2) ?? '') : ''
  const hostRange = host === '' ? range : readRange(host)
  if (range === undefined || hostRange === undefined) throw new BadInstructionError(`names no port from 0 to 65535: '${word}'`)
  if (range > 0 && range !== hostRange) throw new BadInstructionError(`names two ranges of another length: '${word}'`)
}

/** How many ports follow the first. */
function readRange(text: string): number | undefined {
  const [start = '', end = start] = splitOnce(text, '-')
  if (![start, end].every((port) => /^\d+$/.test(port) && Number(port) <= 65_535)) return undefined
  return Number(end) < Number(start) ? undefined : Number(end) - Number(start)
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
