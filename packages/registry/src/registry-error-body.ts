import { readAs } from '@module-images/core'
import * as v from 'valibot'

/** What a registry says about an error, made fit for a person. */
export interface RegistryErrorBody {
  /** Upper case: `MANIFEST_UNKNOWN`. */
  readonly codes: readonly string[]
  /** One line of at most {@link MAX_WORDS} characters, without control characters; empty where it said nothing. */
  readonly text: string
}

const MAX_WORDS = 300

/** Some registries say it with another status than 429, or in plain words: `toomanyrequests: Rate exceeded`. */
export function isTooManyRequests({ codes, text }: RegistryErrorBody): boolean {
  return codes.includes('TOOMANYREQUESTS') || /^toomanyrequests\b/i.test(text)
}

/** A limit on what may be kept, which some registries tell by the status of a rate: `LimitExceededException`. Waiting does not help. */
export function isHardQuota({ codes }: RegistryErrorBody): boolean {
  return codes.some((code) => /^(?:LIMIT|QUOTA)_?EXCEEDED/.test(code))
}

const ERRORS = v.object({
  errors: v.pipe(v.array(v.object({ code: v.nullish(v.union([v.string(), v.number()])), message: v.nullish(v.string()) })), v.minLength(1)),
})
/** What token servers and gateways answer with instead. */
const OTHER = v.object({
  message: v.optional(v.string()),
  details: v.optional(v.string()),
  error: v.optional(v.string()),
  error_description: v.optional(v.string()),
})

/**
 * Parses the body of an error reply: the registry's JSON, a token server's, or plain text. A page of HTML says nothing.
 * Format: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export function parseErrorBody(body: Uint8Array, contentType: string | null, redact: (text: string) => string): RegistryErrorBody {
  const text = new TextDecoder().decode(body).trim()
  const { codes, words } = readJson(text) ?? { codes: [], words: isProse(text, contentType) ? text : '' }
  return { codes: codes.map((code) => cleanErrorText(code).toUpperCase()), text: cleanErrorText(redact(words)) }
}

function readJson(text: string): { codes: string[]; words: string } | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const known = v.safeParse(ERRORS, value)
  if (known.success) {
    const errors = known.output.errors.map(({ code, message }) => ({ code: String(code ?? ''), message: message ?? '' }))
    const words = errors.map(({ code, message }) => [code, message].filter((part) => part !== '').join(': '))
    return { codes: errors.map(({ code }) => code).filter((code) => code !== ''), words: words.join('; ') }
  }
  const { message, details, error, error_description: description } = readAs(OTHER, value) ?? {}
  return { codes: [], words: [error, description ?? message ?? details].filter((part) => part !== undefined).join(': ') }
}

function isProse(text: string, contentType: string | null): boolean {
  return !text.startsWith('<') && !/html|octet-stream/.test(contentType ?? '')
}

/** Control, formatting and line-separating characters could forge lines of a log or colour a terminal. */
export function cleanErrorText(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS - 1)}…` : line
}
