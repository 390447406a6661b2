import { ModuleImagesError, renderError, renderIssues, UNPRINTABLE, visibleText } from '@module-images/core'
import { CHECK_RULES, renderFindingAnnotations, renderFindings, renderFindingsJson, renderFindingsSarif } from '@module-images/check'
import { createProgressRenderer, renderBuildFailure } from '@module-images/engine'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { collectionJson, renderCollection } from '../commands/gc/render-collection.js'
import { renderDiff, renderDiffMarkdown } from '../commands/diff/render-diff.js'
import { renderPinCheck } from '../commands/digests/render-pin-check.js'
import { renderExplanation } from '../commands/explain/render-explanation.js'
import { renderChecked, renderLocked, renderRefreshed } from '../commands/lock/render-locks.js'
import type { ModuleLock } from '../commands/lock/plan-module-locks.js'
import { renderPlan } from '../commands/plan/render-plan.js'
import { renderAnnotation } from '../report/annotation.js'
import { renderMarkdownTable } from '../report/markdown-table.js'
import type { ReportRow } from '../report/report-rows.js'
import { renderTextTable } from '../report/text-table.js'
import { renderFailure } from './styled-error.js'
import { visibleStyledText } from './styled-text.js'
import { renderVerification } from '../commands/verify/render-verification.js'

/** What a name, a message or an option may hold, and what it must not do to who reads it. */
const HOSTILE = [
  'a\n::stop-commands::x',
  'a\r\n \t::add-mask::y',
  'a\n##[error]forged',
  'a \u001b[2J\u001b]0;title\u0007\u009b31m',
  'a \u202etxt.exe\u2066\u200b\u2028::error::x',
  'a \u001b[31mred\u001b[39m \u001b[8mhidden',
  'a`b` | c <img src=x onerror=y> [d](http://e) ![f](g) *h* &amp; \\',
]

const error = (text: string) =>
  new ModuleImagesError({
    code: 'x',
    kind: 'input',
    message: `The target '${text}' is none.`,
    place: { file: text, line: 1 },
    fix: `No ${text}.`,
  })
const row = (text: string): ReportRow => ({ module: text, outcome: 'failed', reason: text, digest: text, size: '', seconds: '0.1' })
const revision = (text: string) => ({ name: text, commit: 'c'.repeat(40) })
const diff = (text: string) => ({
  ...{ module: text, kind: 'different' as const, problems: [text], unread: [text], size: { before: null, now: null } },
  packages: [{ kind: 'added' as const, file: text, name: text, now: text }],
  bases: [{ kind: 'changed' as const, part: `base ${text}`, before: text, now: text }],
})
const locks = (text: string) => [
  { module: { name: text }, file: text, changes: [{ kind: 'missing', reference: text }] } as unknown as ModuleLock,
]
const collected = (text: string) => ({ name: text, image: text, kept: [], kind: 'broken' as const, error: error(text) })
const findings = (text: string) => [
  { rule: 'base-locked' as const, severity: 'error' as const, message: text, fix: text, place: { file: text, line: 1 } },
]
const planned = (text: string) => ({
  ...{ name: text, root: text, image: text, key: null, contentTag: null, active: true, dependsOn: [], inputs: [], bases: [] },
  ...{ state: 'missing' as const, digest: null, action: 'build' as const, reasons: [text], error: { file: text, message: text } },
})
const failure = (text: string) => ({
  code: 'step-failed' as const,
  message: text,
  dockerfile: text,
  line: 1,
  lastLines: [text],
  reproduce: 'x',
})
const optionIssues = (text: string) => v.safeParse(v.strictObject({}), { [text]: 1 }).issues ?? []

/** Every way in which something is put into words, as it leaves: text goes through the one way out, see write-output.ts. */
const TEXTS: Readonly<Record<string, (text: string) => string>> = {
  error: (text) => renderError(error(text)),
  failure: (text) => renderFailure(error(text)),
  'issues of options': (text) => renderIssues(optionIssues(text)),
  'build failure': (text) => renderBuildFailure(failure(text), text),
  progress: (text) => createProgressRenderer(text)({ kind: 'step-done', step: 1, name: text, internal: false, seconds: 1 }) ?? '',
  table: (text) => renderTextTable([row(text)]),
  plan: (text) => renderPlan({ registry: text, modules: [planned(text)] } as never),
  findings: (text) => renderFindings(findings(text), { fix: '--fix', list: '--json' }),
  verification: (text) =>
    renderVerification({
      registry: text,
      tags: [text],
      modules: [{ name: text, image: text, contentTag: text, digest: null, problems: [{ code: 'tag-missing', tag: text, message: text }] }],
    } as never),
  collection: (text) => renderCollection([collected(text)], true),
  pins: (text) => renderPinCheck({ problems: [{ code: 'old', module: text, line: 1, pin: text, message: text }], checked: 1 }, text, text),
  explanation: (text) =>
    renderExplanation([{ module: text, now: 'k', kind: 'different', before: 'b', modules: {}, changes: diff(text).bases }], revision(text)),
  diff: (text) => renderDiff([diff(text)], revision(text)),
  locked: (text) => renderLocked(locks(text)),
  checked: (text) => renderChecked(locks(text)),
  refreshed: (text) => renderRefreshed(locks(text), [{ module: text, before: text, after: text }]),
}

/** Nothing that a terminal or GitHub Actions acts upon. */
function expectHarmless(output: string): void {
  for (const line of output.split('\n')) {
    expect(line.replaceAll('\t', '')).not.toMatch(UNPRINTABLE)
    expect(line).not.toMatch(/^\s*::/)
    expect(line).not.toContain('##[')
  }
}

/** These are logged; what is printed goes a way that lets colours pass, so none may be left of what came from outside. */
const LOGGED = new Set(['error', 'issues of options', 'build failure', 'progress'])

describe.each(Object.entries(TEXTS))('%s', (name, render) => {
  it.each(HOSTILE)('with %j is no more than text', (text) => {
    expectHarmless(LOGGED.has(name) ? visibleText(render(text)) : visibleStyledText(render(text)))
  })
})

it.each(['table', 'locked', 'checked', 'refreshed'])('a cell of %s stays in its row', (name) => {
  const lines = (text: string) => TEXTS[name]?.(text).split('\n').length
  for (const text of HOSTILE) expect(lines(text)).toBe(lines('plain'))
})

describe('annotations', () => {
  it.each(HOSTILE)('with %j are one command each', (text) => {
    for (const command of [renderAnnotation(error(text)), ...renderFindingAnnotations(findings(text))]) {
      expect(command).toMatch(/^::error file=[^:,]*,line=1,title=[a-z-]+::/)
      expect(command.replaceAll('\t', '')).not.toMatch(UNPRINTABLE)
    }
  })
})

describe('for programs', () => {
  it.each(HOSTILE)('%j is in JSON what it was, and harmless in a log', (text) => {
    const [found] = (JSON.parse(renderFindingsJson(findings(text))) as { findings: { message: string; file: string }[] }).findings
    expect(found).toMatchObject({ message: text, file: text })
    const sarif = JSON.parse(renderFindingsSarif(findings(text), CHECK_RULES)) as { runs: { results: { message: { text: string } }[] }[] }
    expect(sarif.runs[0]?.results[0]?.message.text).toBe(`${text}\n${text}`)
    for (const json of [
      renderFindingsJson(findings(text)),
      renderFindingsSarif(findings(text), CHECK_RULES),
      collectionJson([collected(text)], true),
    ]) {
      expectHarmless(json)
      // The one way out leaves it as it is.
      expect(visibleText(json)).toBe(json)
    }
  })
})

describe('for the job summary', () => {
  const MARKDOWN = {
    table: (text: string) => renderMarkdownTable([row(text)]),
    diff: (text: string) => renderDiffMarkdown([diff(text)], revision(text)),
  }
  it.each(Object.entries(MARKDOWN).flatMap(([name, render]) => HOSTILE.map((text) => ({ name, text, render }))))(
    '$text is text in the Markdown of $name',
    ({ text, render }) => {
      const output = render(text)
      expectHarmless(output)
      expect(output.split('\n').length).toBe(render('plain').split('\n').length)
      const own = render('plain')
      // Of these only as many as in what the product writes by itself.
      for (const sign of ['`', '|', '<', '[', '!', '*', '\\']) expect(output.split(sign).length).toBe(own.split(sign).length)
    },
  )
})
