import { Option } from 'commander'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

const HELP: HelpText = {
  details: `
CI runs the target npx nx docker-check hello-r, which checks one module. This command checks all modules by the same rules, inactive ones too, and
the workspace by rules of its own. It can apply fixes that are certain, and print JSON and SARIF. It only reads files: no engine, no registry,
no network. docs/rules.md says why each rule matters and how to fix what it finds. A rule is switched off or made stricter

  above a line         # module-images: ignore RULE[, RULE] — reason
  for the workspace    "checks": { "RULE": "off" | "error" | "warning" | "hint" } in the plugin's options in nx.json`,
  examples: [
    ['module-images doctor', 'all modules and the workspace'],
    ['module-images doctor hello-r --fix', 'one module; fix what is certain'],
    ['module-images doctor --sarif > findings.sarif', 'for code scanning'],
  ],
  failsWhen: 'an error, among the findings too; with --strict, also a warning',
}

/** `module-images doctor [modules…] [--json|--sarif] [--fix] [--strict]` */
export const doctorCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('doctor'), HELP)
      .description('Checks Dockerfiles, ignore files, lockfiles and the workspace before you build.')
      .argument('[modules...]', 'names or folders of modules; without any, all of them and the workspace')
      .addOption(new Option('--json', 'print JSON, as schemas/check.json of @module-images/nx describes it').conflicts('sarif'))
      .option('--sarif', 'print SARIF 2.1.0, for code scanning')
      .option('--fix', 'apply the fixes that are certain, then check again')
      .option('--strict', 'fail on warnings as well')
      .action((modules: string[], flags: { json?: true; sarif?: true; fix?: true; strict?: true }) =>
        action(async (context) => {
          const { runDoctor } = await import('../../commands/check/run-doctor.js')
          const output = flags.json ? 'json' : flags.sarif ? 'sarif' : 'text'
          return runDoctor(modules, { output, fix: flags.fix ?? false, strict: flags.strict ?? false }, context)
        }),
      )
  },
}
