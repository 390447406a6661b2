import type { CatalogueFacts } from '../catalogue-facts.js'
import { html, type Html } from '../html.js'
import type { SiteData } from '../page-data.js'
import { moduleAddress } from '../page-name.js'
import { createTree, type GraphTree, planGraph } from '../plan-graph.js'
import { renderGraph } from '../render-graph.js'
import type { Page } from './frame.js'
import { renderBadge, STATES } from './marks.js'

/** What stands on what: a picture, and where that has no room, a list. */
export function renderGraphPage(facts: CatalogueFacts, { registry, modules }: SiteData): Page {
  const states = new Map(modules.map(({ name, state }) => [name, state]))
  const present = STATES.filter(([state]) => modules.some((module) => module.state === state))
  const tree = createTree(facts.modules)
  const body = html`<h1>How the images build on each other</h1>
    <div class="wide">
      <p class="lead">
        From left to right: images from outside, and the modules that start from them. A dashed line is a base that files are only copied
        from.
      </p>
      <p class="legend">${present.map(([state]) => renderBadge(state))}</p>
      <div class="scroll picture" tabindex="0" role="region" aria-label="Graph of the modules">
        ${renderGraph(planGraph(facts), states)}
      </div>
    </div>
    <div class="narrow">
      <p class="lead">Images from outside, and below each the modules that start from it.</p>
      ${renderTree(tree.roots, tree)}
    </div>`
  return {
    title: `Graph of ${registry}`,
    description: `How the container images of ${registry} build on each other.`,
    up: '',
    view: 'graph.html',
    body,
  }
}

function renderTree(ids: readonly string[], tree: GraphTree): Html {
  const items = ids.map((id) => {
    const name = tree.externals.has(id)
      ? html`<code>${id.slice('external '.length)}</code>`
      : html`<a href="${moduleAddress(id)}">${id}</a>`
    const children = tree.children.get(id)
    return html`<li>${name}${children && renderTree(children, tree)}</li>`
  })
  return html`<ul class="tree">
    ${items}
  </ul>`
}
