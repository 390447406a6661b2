import type { CommandSpec } from './declare/command-spec.js'
import { attestCommand } from './commands/attest.js'
import { catalogueCommand } from './commands/catalogue.js'
import { completionCommand } from './commands/completion.js'
import { diffCommand } from './commands/diff.js'
import { digestsCommand } from './commands/digests.js'
import { doctorCommand } from './commands/doctor.js'
import { explainCommand } from './commands/explain.js'
import { gcCommand } from './commands/gc.js'
import { loadCommand } from './commands/load.js'
import { lockCommand } from './commands/lock.js'
import { planCommand } from './commands/plan.js'
import { refreshCommand } from './commands/refresh.js'
import { reportCommand } from './commands/report.js'
import { runCommand } from './commands/run.js'
import { sbomCommand } from './commands/sbom.js'
import { shellCommand } from './commands/shell.js'
import { subjectsCommand } from './commands/subjects.js'
import { verifyCommand } from './commands/verify.js'

/** Commands that a person looks for in one place. */
export interface CommandGroup {
  readonly title: string
  readonly commands: readonly CommandSpec[]
}

/** In the order `--help` lists them. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { title: 'Use an image:', commands: [runCommand, shellCommand, loadCommand] },
  { title: 'See what is built, and why:', commands: [planCommand, explainCommand, diffCommand, sbomCommand, reportCommand] },
  { title: 'Check:', commands: [doctorCommand, verifyCommand] },
  { title: 'Pin:', commands: [lockCommand, refreshCommand, digestsCommand] },
  { title: 'Publish and clean up:', commands: [attestCommand, catalogueCommand, subjectsCommand, gcCommand] },
  { title: 'This command:', commands: [completionCommand] },
]
