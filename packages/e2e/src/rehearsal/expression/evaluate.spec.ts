import { describe, expect, it } from 'vitest'
import { evaluateCondition, evaluateTemplate, type Scope } from './evaluate.js'

const FINE = { cancelled: false, failure: false, success: true }
const contexts = {
  github: { event_name: 'push', ref: 'refs/heads/main', base_ref: '' },
  needs: {
    plan: { result: 'success', outputs: { matrix: '{"levels":[{"include":[{"name":"a"},{"name":"b"}]}]}' } },
    test: { result: 'skipped', outputs: {} },
  },
  inputs: { push: false, modules: '' },
}
const scope: Scope = { contexts, status: FINE }
const value = (text: string) => evaluateTemplate(`\${{ ${text} }}`, scope)

describe('expressions', () => {
  it.each<[string, unknown]>([
    ["github.event_name == 'PUSH'", true],
    ["github['ref']", 'refs/heads/main'],
    ["github.base_ref || 'main'", 'main'],
    ['!inputs.push && true', true],
    ["'it''s' != \"x\"", 'refused'],
    ["'it''s'", "it's"],
    ["inputs.modules == ''", true],
    ['github.none.deeper', null],
    ['github.none == null', true],
    ['fromJSON(needs.plan.outputs.matrix).levels[0] != null', true],
    ['fromJSON(needs.plan.outputs.matrix).levels[1] != null', false],
    ['fromJSON(needs.plan.outputs.matrix).levels.*.include.*.name', ['a', 'b']],
    ["join(needs.*.result, ' ')", 'success skipped'],
    ["contains(needs.*.result, 'failure')", false],
    ["startsWith(github.ref, 'refs/heads/') && endsWith(github.ref, 'main')", true],
    ["format('{1}-{0}', 'a', 1)", '1-a'],
    ['1 < 2 || github.none', true],
    ["(false || '') && 'x'", ''],
    ['true == 1', true],
    ["'' == 0", true],
    ['needs.test.outputs.none', null],
  ])('%s', (text, expected) => {
    if (expected === 'refused') return expect(() => value(text)).toThrow('Unexpected symbol')
    expect(value(text)).toEqual(expected)
  })

  it('refuse a context that is not there', () => {
    expect(() => value('secrets.TOKEN')).toThrow("Unrecognized named-value: 'secrets'")
    expect(() => value('1 < 2 || secrets.TOKEN')).toThrow("Unrecognized named-value: 'secrets'")
  })

  it('are filled into texts', () => {
    expect(evaluateTemplate('a ${{ github.event_name }} to ${{ github.ref }}${{ github.none }}!', scope)).toBe('a push to refs/heads/main!')
  })

  it.each<[string | undefined, Partial<Scope['status']>, boolean]>([
    [undefined, {}, true],
    [undefined, { success: false }, false],
    ["${{ github.event_name == 'push' }}", { success: false }, false],
    ["${{ !cancelled() && github.event_name == 'push' }}", { success: false, failure: true }, true],
    ['${{ !cancelled() }}', { success: false, cancelled: true }, false],
    ['${{ always() }}', { success: false, cancelled: true }, true],
    ['failure()', { success: false, failure: true }, true],
    ['failure()', {}, false],
  ])('as a condition %s in %j', (condition, status, expected) => {
    expect(evaluateCondition(condition, { contexts, status: { ...FINE, ...status } })).toBe(expected)
  })
})
