import { nxColours, nxLog } from '../nx-log.js'
import type { MigrationPlan } from './migration/plan-migration.js'
import { MIGRATION_REPORT, renderMigrationText } from './migration/render-migration.js'
import type { PackageSource } from './package-source.js'

/** What init has done, for the person who ran it. */
export interface InitOutcome {
  readonly migration: MigrationPlan
  readonly replaced: readonly string[]
  readonly inTheWay: readonly string[]
  readonly modules: number
  readonly registry: string
  readonly source: PackageSource
  /** Whether the report is written: the first time, and where workflows are replaced. */
  readonly hasReport: boolean
  /** Whether bases are locked at the end. */
  readonly locks: boolean
}

export function logInit(outcome: InitOutcome): void {
  const { migration, replaced, inTheWay, modules, registry, source, hasReport } = outcome
  if (hasReport && migration.entries.length > 0) {
    nxLog.styledInfo(
      `What moving over changes; all places are in ${MIGRATION_REPORT}:\n\n${renderMigrationText(migration.entries, nxColours)}`,
    )
  }
  nxLog.info(`${modules} module${modules === 1 ? '' : 's'}, published to ${registry}.`)
  if (replaced.length > 0) nxLog.info(`Generated workflows take the place of ${replaced.length} written by hand.`)
  logSource(source)
  if (inTheWay.length > 0) nxLog.warn(renderInTheWay(inTheWay))
  if (hasReport) nxLog.styledInfo(nextSteps(outcome).join('\n'))
}

function logSource(source: PackageSource): void {
  if (source.kind === 'tarball') nxLog.info(`The package is kept in ${source.to}, so that npm ci finds it in every clone: commit it.`)
  if (source.kind !== 'elsewhere') return
  nxLog.warn(
    `warning: package.json takes the package from ${source.path}, which no other clone has.\nInstall a tarball of it (npm pack makes one), and run this again.`,
  )
}

function renderInTheWay(files: readonly string[]): string {
  return [
    'warning: No workflow was generated, because these were written by hand and have names that generated ones need:',
    ...files.map((file) => `  ${file}`),
    'Rename or remove them, then run: npx nx sync',
  ].join('\n')
}

/** A base that is locked later changes the key of all that stands on it, and so builds all of it again. */
function nextSteps({ migration, locks }: InitOutcome): string[] {
  return [
    nxColours.bold('Next:'),
    ...(locks
      ? []
      : [
          `  ${nxColours.cyan('npx --no module-images lock')}      first of all: locking later changes every content key, and builds everything again`,
        ]),
    `  ${nxColours.cyan('npx nx run-many -t docker-check')}  what is wrong in modules`,
    `  ${nxColours.cyan('npx --no module-images plan')}      what a push would build`,
    ...(migration.entries.length > 0 ? [`  Read ${MIGRATION_REPORT}, set up what is left to do by hand, and commit.`] : []),
  ]
}
