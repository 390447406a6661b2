/** `error` fails a check, `warning` does so where asked to be strict, `hint` never does. */
export type Severity = 'error' | 'warning' | 'hint'

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint']

/** What a workspace says of rules, by id. */
export type RuleSettings = Readonly<Record<string, Severity | 'off'>>
