import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { CatalogueFacts, CatalogueModuleFacts, SafeHtml } from './catalogue-facts.js'
import { planGraph } from './plan-graph.js'
import { renderCatalogue } from './render-page.js'

const EVIL = `</script><!--<script>'"&`

function moduleFacts(name: string, bases: readonly string[] = [], change: Partial<CatalogueModuleFacts> = {}): CatalogueModuleFacts {
  return {
    name,
    root: `modules/${name}`,
    image: `example.org/p/${name}`,
    active: true,
    contentTag: undefined,
    error: undefined,
    published: { kind: 'missing' },
    bases: bases.map((base, i) =>
      base.includes(':') ? { kind: 'external', reference: base, line: i } : { kind: 'module', reference: base, module: base, line: i },
    ),
    readme: undefined,
    lockfiles: [],
    ...change,
  }
}

const facts = (...modules: CatalogueModuleFacts[]): CatalogueFacts => ({
  registry: 'example.org/p',
  made: 1,
  commit: undefined,
  dirty: false,
  repository: undefined,
  runTarget: 'docker-run',
  modules,
})

describe('renderCatalogue', () => {
  const script = "'use strict'\nstart('<b>')\n"
  const style = 'a > b { color: red }\n'
  const evil = moduleFacts(EVIL, [`${EVIL}:1`], {
    lockfiles: [{ file: EVIL, packages: [{ name: EVIL, version: EVIL, source: EVIL }], problems: [EVIL] }],
    readme: { html: '<p>readme</p>' as SafeHtml, summary: EVIL },
  })
  const html = renderCatalogue({ ...facts(evil), registry: EVIL, runTarget: EVIL }, { script, style })

  it('allows its own script and style by their hashes, and nothing else', () => {
    const hash = (text: string) => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`
    const [, policy] = /http-equiv="content-security-policy" content="([^"]*)"/.exec(html) ?? []
    expect(policy?.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
      'require-trusted-types-for &#39;script&#39;',
      'trusted-types &#39;none&#39;',
    ])
    expect(html).toContain(`<script>${script}</script>`)
    expect(html).toContain(`<style>${style}</style>`)
  })

  it('lets no text become markup', () => {
    expect(html.match(/<\/script>/g)).toHaveLength(2)
    expect(html).not.toContain('<!--')
    expect(html.split(EVIL)).toHaveLength(1)
    const [, json = ''] = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(html) ?? []
    expect(JSON.parse(json)).toMatchObject({ registry: EVIL, packages: [[EVIL, EVIL, 0]], modules: [{ name: EVIL, summary: EVIL }] })
  })
})

describe('planGraph', () => {
  const place = (...modules: CatalogueModuleFacts[]) => {
    const graph = planGraph(facts(...modules))
    return { ...graph, at: Object.fromEntries(graph.nodes.map(({ id, x, y }) => [id, [x, y]])) }
  }

  it('puts what stands on something to its right, and a base beside the middle of what stands on it', () => {
    const { at, edges, frames } = place(
      moduleFacts('r', ['debian:12']),
      moduleFacts('a', ['r']),
      moduleFacts('b', ['r']),
      moduleFacts('alone'),
    )
    expect(at).toEqual({ 'debian:12': [0, 20], r: [240, 20], a: [480, 0], b: [480, 40], alone: [0, 92] })
    expect(edges).toHaveLength(3)
    expect(frames).toEqual([])
  })

  it('tells a base that is only copied from by a dashed line', () => {
    const { edges } = place(
      moduleFacts('tools', ['debian:12']),
      moduleFacts('r', ['debian:12']),
      moduleFacts('a', ['tools', 'r', 'alpine:3']),
    )
    expect(edges.filter(({ secondary }) => secondary)).toEqual([{ from: { x: 424, y: 55 }, to: { x: 480, y: 15 }, secondary: true }])
  })

  it('frames many side by side', () => {
    const { frames, nodes, edges, width, height } = place(
      moduleFacts('r', ['debian:12']),
      ...Array.from({ length: 20 }, (_, i) => moduleFacts(`m${i}`, ['r'])),
    )
    expect(frames).toEqual([{ x: 480, y: 0, width: 398, height: 410 }])
    expect(edges).toHaveLength(2)
    expect({ nodes: nodes.length, width, height }).toEqual({ nodes: 22, width: 878, height: 410 })
  })

  it('draws nothing of nothing, and does not mind a base of an unknown name', () => {
    expect(place()).toMatchObject({ width: 0, height: 0, nodes: [] })
    expect(place(moduleFacts('a', ['gone'])).at).toEqual({ a: [0, 0] })
  })
})
