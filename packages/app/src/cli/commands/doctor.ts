import { Option } from 'commander'
import type { CommandSpec } from '../declare/command-spec.js'

const HELP = `
It reads files and nothing else: no engine, no registry, no network. Without modules it looks at all, inactive ones too, and at the
workspace. docs/rules.md says why each rule matters and how to fix what it finds. Switched off or made stricter:
  above a line         # module-images: ignore RULE[, RULE] — reason
  for the workspace    "checks": { "RULE": "off" | "error" | "warning" | "hint" } in the plugin's options in nx.json
Exit code 1: an error was found, or, with --strict, a warning.`

/** `module-images doctor [modules…] [--json|--sarif] [--fix] [--strict]` */
export const doctorCommand: CommandSpec = {
  declare(program, action) {
    program
      .command('doctor')
      .description('Checks Dockerfiles, ignore files, lockfiles and the workspace before you build.')
      .argument('[modules...]', 'names or folders of modules; without any, all of them and the workspace')
      .addOption(new Option('--json', 'print JSON, as schemas/check.json of @module-images/nx describes it').conflicts('sarif'))
      .option('--sarif', 'print SARIF 2.1.0, for code scanning')
      .option('--fix', 'apply the fixes that are certain, then check again')
      .option('--strict', 'fail on warnings as well')
      .addHelpText('after', HELP)
      .action((modules: string[], flags: { json?: true; sarif?: true; fix?: true; strict?: true }) =>
        action(async (context) => {
          const { runDoctor } = await import('../../commands/check/run-doctor.js')
          const output = flags.json ? 'json' : flags.sarif ? 'sarif' : 'text'
          return runDoctor(modules, { output, fix: flags.fix ?? false, strict: flags.strict ?? false }, context)
        }),
      )
  },
}
