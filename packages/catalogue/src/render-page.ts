import { createHash } from 'node:crypto'
import type { CatalogueFacts, SafeHtml } from './catalogue-facts.js'
import { escapeHtml, renderScriptJson } from './escape.js'
import type { PageData } from './page-data.js'
import { planCatalogue } from './plan-catalogue.js'
import { planGraph } from './plan-graph.js'
import { renderGraph } from './render-graph.js'

/** The page's own script and style, which alone the page allows. */
export interface PageAssets {
  readonly script: string
  readonly style: string
}

/**
 * The whole catalogue as one HTML page. It works wherever it lies, from the file system too, and asks no network: script and style are in it,
 * and its policy allows these two by their hashes and nothing else. https://www.w3.org/TR/CSP3/
 */
export function renderCatalogue(facts: CatalogueFacts, { script, style }: PageAssets): string {
  const data = planCatalogue(facts)
  const title = `Images of ${facts.registry}`
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="content-security-policy" content="${escapeHtml(renderPolicy(script, style))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="app"></div>',
    renderWithoutScript(data),
    `<template id="graph">${renderGraphOf(facts, data)}</template>`,
    ...renderReadmes(facts, data),
    `<script type="application/json" id="data">${renderScriptJson(data)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** No address of any kind, so that not even a picture in a README is fetched; and no text may become HTML by script. */
function renderPolicy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`
}

/** What a browser without script shows: the names to pull. */
function renderWithoutScript({ registry, modules }: PageData): string {
  const items = modules.map(({ name, image, published }) => {
    const reference = published ? `${image}@${published.digest}` : image
    return `<li>${escapeHtml(name)}: <code>${escapeHtml(reference)}</code></li>`
  })
  return `<noscript><h1>Images of ${escapeHtml(registry)}</h1><ul>${items.join('')}</ul></noscript>`
}

function renderGraphOf(facts: CatalogueFacts, { modules }: PageData): SafeHtml {
  return renderGraph(planGraph(facts), new Map(modules.map(({ name, state }) => [name, state])))
}

/** In the order of the data's modules, whose numbers they have. A template shows and runs nothing until it is copied. */
function renderReadmes(facts: CatalogueFacts, { modules }: PageData): string[] {
  const readmes = new Map(facts.modules.map(({ name, readme }) => [name, readme?.html]))
  return modules.flatMap(({ name }, i) => {
    const html = readmes.get(name)
    return html === undefined ? [] : [`<template id="readme-${i}">${html}</template>`]
  })
}
