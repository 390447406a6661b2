import { type ModuleImagesError, renderBytes, renderJson, shortContentTag, shortDigest } from '@module-images/core'
import type { Collection, RemovedImage } from './plan-collection.js'
import { stateColour } from '../../output/state-colour.js'
import { PLAIN, type TextStyle } from '../../output/terminal.js'
import { type Column, renderAlignedTable } from '../../report/aligned-table.js'
import type { KeptImage } from './repository-images.js'

/** What became of one module's repository. */
export type CollectedModule = {
  readonly name: string
  /** Repository with host, without tag. */
  readonly image: string
  /** What the registry would not delete. */
  readonly kept: readonly KeptImage[]
} & (
  | { readonly kind: 'collected'; readonly collection: Collection }
  /** The registry has no such repository. */
  | { readonly kind: 'missing'; readonly collection?: undefined }
  | { readonly kind: 'broken'; readonly error: ModuleImagesError; readonly collection?: undefined }
)

interface Row {
  readonly module: string
  readonly image: RemovedImage
  readonly outcome: string
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'module', cell: ({ module }) => module, fit: 'cut' },
  { title: 'digest', cell: ({ image }) => image.digest.slice('sha256:'.length, 'sha256:'.length + 12) },
  { title: 'from', cell: ({ image: { time } }) => (time === undefined ? '' : new Date(time).toISOString().slice(0, 10)) },
  { title: 'compressed', cell: ({ image: { bytes } }) => (bytes === undefined ? '' : renderBytes(bytes)), align: 'right' },
  {
    title: 'why',
    cell: ({ image }) => reasonOf(image),
    fit: 'wrap',
  },
  { title: 'what happens', cell: ({ outcome }) => outcome, fit: 'wrap', paint: ({ outcome }, colours) => stateColour(outcome, colours) },
]

function reasonOf({ why, tags, subject = '' }: RemovedImage): string {
  if (why === 'subject-gone') return `refers to ${shortDigest(subject)}`
  return why === 'untagged' ? 'no tag' : `only ${tags.map(shortContentTag).join(', ')}`
}

/** The images that went, or would go. What is broken is reported after. */
export function renderCollection(modules: readonly CollectedModule[], dryRun: boolean, style: TextStyle = PLAIN): string {
  const rows = modules.flatMap((module) => rowsOf(module, dryRun))
  const kept = modules.reduce((sum, module) => sum + (module.kind === 'collected' ? module.collection.kept : 0), 0)
  const gone = countGone(modules)
  const happened = dryRun ? 'would go' : 'deleted'
  const others = gone.others === 0 ? '' : ` Their signatures, statements and parts: ${gone.others} ${happened}.`
  const summary = `Images: ${gone.images} ${happened}, ${kept} kept.${others}`
  return [...(rows.length === 0 ? [] : [renderAlignedTable(COLUMNS, rows, style), '']), summary].join('\n')
}

/** What is known to have gone when the command is stopped: requests that were under way may have been heard. */
export function renderStop(finished: readonly CollectedModule[]): string {
  const { images } = countGone(finished)
  const where = finished.map(({ name }) => name).join(', ') || 'none'
  return `images deleted: ${images}; repositories that were finished: ${where}; of others some images may be deleted. Run it again to go on`
}

/** What went, or would go: images, and what refers to them or is a part of them. What the registry would not delete is left out. */
function countGone(modules: readonly CollectedModule[]): { readonly images: number; readonly others: number } {
  const gone = modules.flatMap(({ collection, kept }) => {
    const refused = new Set(kept.map(({ digest }) => digest))
    return collection?.remove.filter(({ digest }) => !refused.has(digest)) ?? []
  })
  const images = gone.filter(({ kind }) => kind === 'image').length
  return { images, others: gone.length - images }
}

function rowsOf(module: CollectedModule, dryRun: boolean): Row[] {
  if (module.kind !== 'collected') return []
  const why = new Map(module.kept.map(({ digest, why }) => [digest, `not deleted: ${why}`]))
  return module.collection.remove.map((image) => ({
    module: module.name,
    image,
    outcome: why.get(image.digest) ?? (dryRun ? 'would go' : 'deleted'),
  }))
}

/** The same for programs; times as RFC 3339. */
export function collectionJson(modules: readonly CollectedModule[], dryRun: boolean): string {
  const shown = modules.map((module) => {
    const { name, image, kept } = module
    if (module.kind === 'broken') return { name, image, error: module.error.message }
    if (module.kind === 'missing') return { name, image, remove: [], keeps: 0, refused: [] }
    const remove = module.collection.remove.map(({ time, bytes, children: _, ...rest }) => ({
      ...rest,
      time: time === undefined ? null : new Date(time).toISOString(),
      bytes: bytes ?? null,
    }))
    return { name, image, remove, keeps: module.collection.kept, refused: kept }
  })
  return renderJson({ dryRun, modules: shown }, 2)
}
