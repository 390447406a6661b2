import type { PushTags, Receipt } from '@module-images/core'
import type { BuildCache } from '../build/build-cache.js'
import { pruneImage, type PrunePorts } from '../build/prune-image.js'
import { publishImage, type PublishPorts } from '../publish/publish-image.js'
import type { Activities } from '../session/activities.js'
import type { CommittedContent } from '../committed/committed-content.js'
import { removeReceipt, writeReceipt } from '../receipts/receipts.js'
import { reconcileImage, type ReconcilePorts } from '../build/reconcile-image.js'
import { writeLayers, type WriteLayersPorts, writePullRequestLayers } from '../build/write-layers.js'

/** What tasks take: all that building and publishing do. */
export type TaskPorts = ReconcilePorts &
  PublishPorts &
  PrunePorts &
  WriteLayersPorts & {
    readonly buildCache: BuildCache
    readonly committed: Pick<CommittedContent, 'prepare' | 'stateOf'>
    readonly activities: Activities
    /** CI leaves inactive modules alone. */
    readonly ci: boolean
  }

/** One Nx task of this executor. */
export type ImageTask = { readonly id: string; readonly module: string; readonly dependencies: readonly string[] } &
  /** `published`: a push of the same run publishes the image, under these `tags` too. */
  (
    | { readonly action: 'build'; readonly published: boolean; readonly tags?: PushTags }
    | { readonly action: 'push'; readonly tags: PushTags; readonly moveTags: boolean; readonly prune: boolean }
  )

/** How a task ended. `skipped` tasks were never tried, because one they depend on failed. */
export type TaskOutcome =
  | { readonly kind: 'done'; readonly task: ImageTask; readonly receipt: Receipt }
  | { readonly kind: 'failed'; readonly task: ImageTask; readonly error: unknown; readonly seconds: number }
  | { readonly kind: 'skipped'; readonly task: ImageTask; readonly because: string }
  /** An inactive module in CI, its push anywhere, and a module that is not for the one platform of this machine: a success, with nothing done. */
  | { readonly kind: 'inactive'; readonly task: ImageTask }

/**
 * Runs tasks as their dependencies allow and yields each as it ends. A failed one fails only itself and what depends on it.
 * A dependency that is not among the tasks was done before.
 */
export async function* runTasks(tasks: readonly ImageTask[], ports: TaskPorts): AsyncGenerator<TaskOutcome> {
  if (tasks.some(({ action }) => action === 'push')) ports.committed.prepare()
  const dependenciesOf = planDependencies(tasks, ports)
  const ends = new Map<string, Promise<TaskOutcome>>()
  const endOf = (task: ImageTask): Promise<TaskOutcome> => {
    const known =
      ends.get(task.id) ??
      afterDependencies(
        task,
        dependenciesOf(task).map((one) => ({ module: one.module, end: endOf(one) })),
        ports,
      )
    ends.set(task.id, known)
    return known
  }
  const prunes = planPrunes(tasks, ports).map(async ({ push, before }) => {
    if ((await endOf(push)).kind !== 'done') return
    await Promise.all(before.map(endOf))
    await pruneImage(ports, push.module)
    await ports.buildCache.prune()
  })
  yield* inOrderOfCompletion(tasks.map(endOf))
  await Promise.all(prunes)
}

/**
 * What each task waits for: what Nx says, and for a build on a builder of its own also the pushes of the modules it stands on, since such
 * a builder sees no image of the engine.
 */
function planDependencies(tasks: readonly ImageTask[], { workspace, builder }: TaskPorts): (task: ImageTask) => ImageTask[] {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const pushes = new Map(tasks.filter((task) => task.action === 'push').map((task) => [task.module, task]))
  return (task) => {
    const module = workspace.modules.get(task.module)
    const elsewhere = task.action === 'build' && module !== undefined && (module.options.builder ?? builder) !== undefined
    const parents = elsewhere ? module.bases.flatMap((base) => (base.kind === 'module' ? (pushes.get(base.module) ?? []) : [])) : []
    return [...task.dependencies.flatMap((id) => byId.get(id) ?? []), ...parents]
  }
}

/** A task that comes before another, on its way. */
interface Dependency {
  readonly module: string
  readonly end: Promise<TaskOutcome>
}

async function afterDependencies(task: ImageTask, dependencies: readonly Dependency[], ports: TaskPorts): Promise<TaskOutcome> {
  try {
    return await endAfterDependencies(task, dependencies, ports)
  } finally {
    if (task.action === 'push') await ports.buildCache.release(task.module)
  }
}

async function endAfterDependencies(task: ImageTask, dependencies: readonly Dependency[], ports: TaskPorts): Promise<TaskOutcome> {
  if ((ports.ci || task.action === 'push') && isInactive(ports, task.module)) return { kind: 'inactive', task }
  if (isForOthers(ports, task.module)) return { kind: 'inactive', task }
  const ended = await waitForAll(task, dependencies, ports)
  const failed = ended.find((end) => end.kind === 'failed' || end.kind === 'skipped')
  if (failed) return { kind: 'skipped', task, because: failed.kind === 'skipped' ? failed.because : failed.task.module }
  const built = ended.find((end) => end.kind === 'done' && end.task.action === 'build' && end.task.module === task.module)
  const started = performance.now()
  try {
    const receipt = await runTask(task, ports, built?.kind === 'done' ? built.receipt : undefined)
    writeReceipt(ports.workspace.root, receipt)
    return { kind: 'done', task, receipt }
  } catch (error) {
    // Where a build of this run succeeded and its push did not, too: what a receipt tells of is done.
    removeReceiptIfPossible(ports.workspace.root, task.module)
    return { kind: 'failed', task, error, seconds: (performance.now() - started) / 1000 }
  }
}

/** That it cannot be removed is nothing beside what failed before. */
function removeReceiptIfPossible(root: string, module: string): void {
  try {
    removeReceipt(root, module)
  } catch {
    // `prepareReceipts` has taken away what an earlier run left.
  }
}

/** Tells which of them are still missing; that a push waits for its own build is nothing new. */
async function waitForAll(task: ImageTask, dependencies: readonly Dependency[], { activities }: TaskPorts): Promise<TaskOutcome[]> {
  const others = dependencies.filter(({ module }) => module !== task.module)
  if (others.length === 0) return Promise.all(dependencies.map(({ end }) => end))
  const missing = new Set(others.map(({ module }) => module))
  const arrived = activities.wait(task.module, () => `for ${[...missing].join(', ')}`)
  try {
    return await Promise.all(dependencies.map(async ({ module, end }) => end.finally(() => missing.delete(module))))
  } finally {
    arrived()
  }
}

function isInactive({ workspace }: TaskPorts, name: string): boolean {
  return (workspace.modules.get(name) ?? workspace.broken.get(name))?.active === false
}

/** This machine builds one platform, and the module is not for it. */
function isForOthers({ workspace, part, log }: TaskPorts, name: string): boolean {
  const module = workspace.modules.get(name)
  if (part === undefined || module === undefined || module.options.platforms.includes(part)) return false
  log(`${name}  is not for ${part}, and left to other machines`)
  return true
}

async function runTask(task: ImageTask, ports: TaskPorts, built: Receipt | undefined): Promise<Receipt> {
  if (task.action === 'build') {
    const receipt = await reconcileImage(ports, task.module, task)
    if (receipt.outcome === 'built' && ports.pullRequestLayers) await writePullRequestLayers(ports, receipt)
    return receipt
  }
  const receipt = await publishImage(ports, task.module, task)
  if (built?.outcome === 'built' && receipt.outcome === 'pushed') await writeLayers(ports, built)
  return built === undefined ? receipt : mergeReceipts(built, receipt)
}

/** Of a module built and pushed in one run, the table tells what cost time. */
function mergeReceipts(built: Receipt, published: Receipt): Receipt {
  const seconds = Math.round((built.seconds + published.seconds) * 100) / 100
  if (built.outcome !== 'built') return { ...published, seconds }
  return { ...published, outcome: 'built', reason: built.reason, seconds }
}

/** Pushes after which the image goes, each with the builds of this run that start from it. */
function planPrunes(tasks: readonly ImageTask[], { workspace }: TaskPorts): { push: ImageTask; before: ImageTask[] }[] {
  const buildsOn = new Map<string, ImageTask[]>()
  for (const task of tasks) {
    const bases = task.action === 'build' ? (workspace.modules.get(task.module)?.bases ?? []) : []
    for (const base of bases) {
      if (base.kind !== 'module') continue
      const builds = buildsOn.get(base.module)
      if (builds) builds.push(task)
      else buildsOn.set(base.module, [task])
    }
  }
  const pruned = tasks.filter((task) => task.action === 'push' && task.prune)
  return pruned.map((push) => ({ push, before: buildsOn.get(push.module) ?? [] }))
}

async function* inOrderOfCompletion<T>(promises: readonly Promise<T>[]): AsyncGenerator<T> {
  const done: T[] = []
  let wake: () => void = () => undefined
  for (const promise of promises) {
    void promise.then((value) => {
      done.push(value)
      wake()
    })
  }
  for (let yielded = 0; yielded < promises.length; yielded += 1) {
    if (done.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    const next = done.shift()
    if (next !== undefined) yield next
  }
}
