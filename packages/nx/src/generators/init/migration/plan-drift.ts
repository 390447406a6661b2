import type { LegacyFinding } from '../legacy/compare-legacy.js'
import type { Finding } from './model/migration-entry.js'
import { tell } from './model/told.js'

const ACTIVATE = 'npx nx g @module-images/nx:activate'

/** What had drifted in lists kept by hand, and what becomes of it. */
export function planDrift(finding: LegacyFinding): Finding {
  switch (finding.kind) {
    case 'only-tests':
      return {
        ...changed(finding, 'modules that were only test-built'),
        told: tell`${finding.module} only test-builds today; an active module is published by each merge. So it starts inactive, and pull requests do not test-build it. To test-build and publish it: ${`${ACTIVATE} ${finding.module}`}`,
      }
    case 'not-released':
      return {
        ...changed(finding, 'list of the release'),
        told: tell`${finding.module} is active but not in the release list; from now on releases publish it.`,
      }
    case 'released-inactive':
      return {
        ...changed(finding, 'list of the release'),
        told: tell`${finding.module} is in the release list but inactive; from now on releases leave it alone.`,
      }
    case 'released-unknown':
      return {
        ...changed(finding, 'list of the release'),
        told: tell`${finding.module} is in the release list, but there is no such module.`,
      }
    case 'other-module':
      return {
        ...changed(finding, 'workflows of another module'),
        told: tell`The workflow of ${finding.module} ${finding.does} ${finding.other}.`,
      }
    case 'no-workflow':
      return {
        state: 'kept',
        topic: 'modules without a workflow',
        told: tell`${finding.module} had no workflow, so nothing built it; it starts inactive.`,
      }
    case 'no-module':
      return {
        state: 'by-hand',
        topic: 'workflows without a module',
        told: tell`There is no module ${finding.named} any more. The file stays, and calls a workflow whose inputs are gone: ${`git rm ${finding.file}`}`,
        place: { file: finding.file },
      }
    case 'registries-differ':
      return {
        state: 'changed',
        topic: 'registry',
        told: tell`The old workflows publish to different registries: ${finding.registries.join(', ')}.`,
      }
  }
}

function changed({ file, line }: { readonly file: string; readonly line?: number }, topic: string) {
  return { state: 'changed', topic, place: { file, ...(line === undefined ? {} : { line }) } } as const
}
