import { escapeHtml, Html } from './html.js'
import { moduleAddress } from './page-name.js'
import type { ModuleState } from './page-data.js'
import { type Graph, type GraphEdge, type GraphNode, NODE_HEIGHT, NODE_WIDTH } from './plan-graph.js'

const MARGIN = 2
/** Characters that fit into a box. */
const FITS = 21

/** The picture as SVG, whose colours are the page's. @param states of modules by name */
export function renderGraph({ width, height, nodes, edges, frames }: Graph, states: ReadonlyMap<string, ModuleState>): Html {
  const [w, h] = [width + 2 * MARGIN, height + 2 * MARGIN]
  const shapes = [
    ...frames.map((f) => `<rect class="frame" x="${f.x}" y="${f.y}" width="${f.width}" height="${f.height}" rx="8"/>`),
    ...edges.map(renderEdge),
    ...nodes.map((node) => renderNode(node, states.get(node.id))),
  ]
  const view = `width="${w}" height="${h}" viewBox="${-MARGIN} ${-MARGIN} ${w} ${h}"`
  return new Html(`<svg class="graph" ${view} xmlns="http://www.w3.org/2000/svg">${shapes.join('')}</svg>`)
}

/** Runs level out of its base, and level into what stands on it. */
function renderEdge({ from, to, secondary }: GraphEdge): string {
  const bend = Math.max(24, (to.x - from.x) / 2)
  const path = `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`
  return `<path class="${secondary ? 'edge secondary' : 'edge'}" d="${path}"/>`
}

function renderNode({ id, kind, x, y }: GraphNode, state: ModuleState | undefined): string {
  const box = `<title>${escapeHtml(id)}</title><rect width="${NODE_WIDTH}" height="${NODE_HEIGHT}" rx="6"/>`
  const text = `<text x="${kind === 'module' ? 26 : 12}" y="${NODE_HEIGHT / 2}">${escapeHtml(fit(id))}</text>`
  const place = `transform="translate(${x} ${y})"`
  if (kind === 'external') return `<g class="node external" ${place}>${box}${text}</g>`
  const dot = `<circle cx="14" cy="${NODE_HEIGHT / 2}" r="4"/>`
  return `<a class="node ${state ?? 'unknown'}" ${place} href="${escapeHtml(moduleAddress(id))}">${box}${dot}${text}</a>`
}

/** The end of an image's name says more than its start. */
function fit(text: string): string {
  const characters = Array.from(text)
  return characters.length <= FITS ? text : `${characters.slice(0, 5).join('')}…${characters.slice(6 - FITS).join('')}`
}
