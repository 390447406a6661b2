import type { LegacyFinding } from './compare-legacy.js'

/** One finding in words, with its place where it has one. */
export function renderLegacyFinding(finding: LegacyFinding): string {
  switch (finding.kind) {
    case 'not-released':
      return `${finding.file}: ${finding.module} is active but not in the release list; from now on releases publish it.`
    case 'released-inactive':
      return `${finding.file}:${finding.line}: ${finding.module} is in the release list but inactive; from now on releases leave it alone.`
    case 'released-unknown':
      return `${finding.file}:${finding.line}: ${finding.module} is in the release list, but there is no such module.`
    case 'other-module':
      return `${finding.file}:${finding.line}: the workflow of ${finding.module} ${finding.does} ${finding.other}.`
    case 'no-workflow':
      return `${finding.module} had no workflow, so nothing built it; it starts inactive.`
    case 'no-module':
      return `${finding.file}: there is no module ${finding.named} any more.`
    case 'registries-differ':
      return `The old workflows publish to different registries: ${finding.registries.join(', ')}.`
  }
}
