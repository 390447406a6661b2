import type { CatalogueFacts, CatalogueModuleFacts } from './catalogue-facts.js'
import { compareNames } from './plan-packages.js'

/** One box of the picture. */
export interface GraphNode {
  /** Name of the module, or the text of an outside base. */
  readonly id: string
  readonly kind: 'module' | 'external'
  readonly x: number
  readonly y: number
}

/** A line from a base's right side to what stands on it: a box, or the frame round many. */
export interface GraphEdge {
  readonly from: { readonly x: number; readonly y: number }
  readonly to: { readonly x: number; readonly y: number }
  /** True for what is not the first base: COPY --from and the like. */
  readonly secondary: boolean
}

/** A frame round the modules of one base that nothing else stands on. */
export interface GraphFrame {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Graph {
  readonly width: number
  readonly height: number
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly frames: readonly GraphFrame[]
}

/** Pixels. */
export const NODE_WIDTH = 184
export const NODE_HEIGHT = 30
const GAP_X = 56
const GAP_Y = 10
const TREE_GAP = 22
const PADDING = 10
/** More leaves of one base than this are put in a frame, side by side. */
const MAX_COLUMN = 8

/**
 * Lays modules out from left to right by what they stand on: outside bases first, then what starts from them, and so on. Each is beside
 * the last of its bases that is a module, else the last one; dashed lines tell of the others.
 */
export function planGraph({ modules }: Pick<CatalogueFacts, 'modules'>): Graph {
  const layout = new Layout(createTree(modules))
  for (const root of layout.tree.roots) layout.placeTree(root)
  return layout.graph(modules)
}

/** What stands on what; ids of outside bases begin with `external `. */
export interface GraphTree {
  readonly roots: readonly string[]
  readonly externals: ReadonlySet<string>
  readonly children: ReadonlyMap<string, readonly string[]>
}

/** Ids of outside bases, which may be written as a module's name is. */
const externalId = (reference: string) => `external ${reference}`

function idOfBase(base: CatalogueModuleFacts['bases'][number]): string {
  return base.kind === 'module' ? base.module : externalId(base.reference)
}

function mainBase({ bases }: CatalogueModuleFacts): string | undefined {
  const base = bases.findLast(({ kind }) => kind === 'module') ?? bases.at(-1)
  return base && idOfBase(base)
}

export function createTree(modules: readonly CatalogueModuleFacts[]): GraphTree {
  const names = new Set(modules.map(({ name }) => name))
  const children = new Map<string, string[]>()
  const roots: string[] = []
  const externals = new Set<string>()
  for (const module of [...modules].sort((a, b) => compareNames(a.name, b.name))) {
    const parent = mainBase(module)
    if (parent === undefined || (!names.has(parent) && !parent.startsWith('external '))) {
      roots.push(module.name)
      continue
    }
    if (!names.has(parent)) externals.add(parent)
    children.set(parent, [...(children.get(parent) ?? []), module.name])
  }
  return { roots: [...[...externals].sort(), ...roots], externals, children }
}

class Layout {
  readonly #nodes = new Map<string, GraphNode>()
  readonly #edges: GraphEdge[] = []
  readonly #frames: GraphFrame[] = []
  #bottom = 0

  constructor(readonly tree: GraphTree) {}

  placeTree(root: string): void {
    const top = this.#bottom === 0 ? 0 : this.#bottom + TREE_GAP
    this.#bottom = top + this.#place(root, 0, top)
  }

  graph(modules: readonly CatalogueModuleFacts[]): Graph {
    const nodes = [...this.#nodes.values()]
    const edges = [...this.#secondaryEdges(modules), ...this.#edges]
    const right = [...nodes.map(({ x }) => x + NODE_WIDTH), ...this.#frames.map(({ x, width }) => x + width)]
    return { width: Math.max(0, ...right), height: this.#bottom, nodes, edges, frames: this.#frames }
  }

  /** Places a node and all below it from a height downwards; gives how high that is. */
  #place(id: string, depth: number, top: number): number {
    const children = this.tree.children.get(id) ?? []
    const isLeaf = (child: string) => !this.tree.children.has(child)
    const targets: { x: number; y: number }[] = []
    let y = top
    for (const child of children.filter((name) => !isLeaf(name))) {
      y += this.#place(child, depth + 1, y) + GAP_Y
      targets.push(this.#leftOf(child))
    }
    y += this.#placeLeaves(children.filter(isLeaf), depth + 1, y, targets)
    const height = Math.max(NODE_HEIGHT, children.length === 0 ? 0 : y - top - GAP_Y)
    const [first, last] = [targets[0], targets.at(-1)]
    const middle = first && last ? (first.y + last.y) / 2 : top + NODE_HEIGHT / 2
    this.#add(id, this.#columnX(depth), Math.max(top, middle - NODE_HEIGHT / 2))
    const from = this.#rightOf(id)
    for (const to of targets) this.#edges.push({ from, to, secondary: false })
    return height
  }

  /** A few in a column, each with a line of its own; many side by side in a frame, with one line. */
  #placeLeaves(leaves: readonly string[], depth: number, top: number, targets: { x: number; y: number }[]): number {
    if (leaves.length === 0) return 0
    const x = this.#columnX(depth)
    if (leaves.length <= MAX_COLUMN) {
      leaves.forEach((leaf, i) => this.#add(leaf, x, top + i * (NODE_HEIGHT + GAP_Y)))
      targets.push(...leaves.map((leaf) => this.#leftOf(leaf)))
      return leaves.length * (NODE_HEIGHT + GAP_Y)
    }
    const columns = leaves.length <= 3 * MAX_COLUMN ? 2 : 3
    const rows = Math.ceil(leaves.length / columns)
    leaves.forEach((leaf, i) => {
      const column = Math.floor(i / rows)
      this.#add(leaf, x + PADDING + column * (NODE_WIDTH + GAP_Y), top + PADDING + (i % rows) * (NODE_HEIGHT + GAP_Y))
    })
    const width = columns * (NODE_WIDTH + GAP_Y) - GAP_Y + 2 * PADDING
    const height = rows * (NODE_HEIGHT + GAP_Y) - GAP_Y + 2 * PADDING
    this.#frames.push({ x, y: top, width, height })
    targets.push({ x, y: top + height / 2 })
    return height + GAP_Y
  }

  #secondaryEdges(modules: readonly CatalogueModuleFacts[]): GraphEdge[] {
    return modules.flatMap((module) => {
      const main = mainBase(module)
      const others = [...new Set(module.bases.map(idOfBase))].filter((id) => id !== main && this.#nodes.has(id))
      return others.map((id) => ({ from: this.#rightOf(id), to: this.#leftOf(module.name), secondary: true }))
    })
  }

  #add(id: string, x: number, y: number): void {
    const external = this.tree.externals.has(id)
    this.#nodes.set(id, { id: external ? id.slice('external '.length) : id, kind: external ? 'external' : 'module', x, y })
  }

  #columnX(depth: number): number {
    return depth * (NODE_WIDTH + GAP_X)
  }

  #leftOf(id: string): { x: number; y: number } {
    const { x = 0, y = 0 } = this.#nodes.get(id) ?? {}
    return { x, y: y + NODE_HEIGHT / 2 }
  }

  #rightOf(id: string): { x: number; y: number } {
    const { x, y } = this.#leftOf(id)
    return { x: x + NODE_WIDTH, y }
  }
}
