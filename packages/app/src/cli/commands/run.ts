import { Option } from 'commander'
import type { ContainerOptionsInput } from '../../commands/run/container-options.js'
import type { ProgramOptions } from '../../commands/run/target-options.js'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'
import { PRESET_NAMES } from '../../commands/run/preset/presets.js'
import { commitFlags, type CommitFlags, containerFlags, declareCommitFlags, declareContainerFlags } from '../declare/container-flags.js'

const HELP: HelpText = {
  details: `
The same as the target npx nx docker-run hello-r, without Nx, for scripts and pipes. It passes input on, and ends with the exit code of what it
ran; a task of Nx ends with 0 or 1. It builds or pulls the image if need be, mounts the repository at /workspace, and runs run.sh, or
another command, in the module's folder as you.

With --at, code, options and image are those of another commit; the checkout is not touched. The files of that commit are written to dist/at, and
results go there. The image is found by its key, else as the registry has it for that commit; where it is gone, it is built once you agree.
Data that is not in git is taken from this checkout: --mount data:/workspace/data.

--preset starts a notebook server in place of the script: RStudio Server or Jupyter, or with 'notebook' whichever the image has. It takes the next
free port of 127.0.0.1 and a password made for this run, which is shown once. Ctrl-C ends it. Files that you save belong to you.

Put options of this command before or after the module. Everything after -- goes to the script.`,
  examples: [
    ['module-images run hello-r', 'run.sh of a module'],
    ['module-images run hello-r -- --seed 7', 'with arguments'],
    ['module-images run hello-r --memory 8g --command "Rscript other.R" -- --seed 7', 'another command, with less memory'],
    ['module-images run hello-r --preset notebook --open', 'RStudio Server or Jupyter of the image, in a browser'],
    ['module-images run hello-r --publish 3838 --open --command "Rscript app.R"', 'another program that serves a page'],
    ['module-images run hello-r --at v1.2.0', 'as it was at a release'],
  ],
  failsWhen: "an error; any other code, and this one too, may be the command's own",
}

/** `module-images run [options] MODULE [args…]` */
export const runCommand: CommandSpec = {
  declare(program, action) {
    const command = program
      .command('run')
      .description("Runs a module's run.sh, or another command, in the image of this checkout, and ends with its exit code.")
      .argument('<module>', 'name or folder of a module')
      .argument('[args...]', 'arguments of the script; those that begin with - stand after --')
      .showHelpAfterError('An argument of the script that begins with - stands after --: module-images run MODULE -- --seed 7')
      .option('--login-shell', 'run it in a login shell of the image, which reads /etc/profile.d')
      .option('--command <line>', "a command line for the image's shell, in place of run.sh")
      .addOption(
        new Option('--preset <server>', `start a server that the image has: ${PRESET_NAMES.join(', ')}`)
          .choices(PRESET_NAMES)
          .conflicts('command'),
      )
      .option('--open', 'open the page in a browser that it serves: that of a preset, or the first that its log names at a published port')
    declareCommitFlags(declareContainerFlags(addHelp(command, HELP))).action(
      (module: string, words: string[], flags: ContainerOptionsInput & CommitFlags & ProgramFlags) =>
        action(async (context) => {
          const { runModule } = await import('../../commands/run/run-command.js')
          const program = programFlags(flags)
          return runModule({ module, words, program, container: containerFlags(flags), commit: commitFlags(flags) }, context)
        }),
    )
  },
}

/** What the command line says of what to run. */
interface ProgramFlags {
  readonly command?: string
  readonly loginShell?: boolean
  readonly preset?: string
  readonly open?: boolean
}

/** A command that is given here also takes the place of a preset that project.json names. */
function programFlags({ command, loginShell, preset, open }: ProgramFlags): Partial<ProgramOptions> {
  const given = Object.entries({ command, loginShell, preset, open }).filter(([, value]) => value !== undefined)
  return { ...(command === undefined ? {} : { preset: undefined }), ...Object.fromEntries(given) }
}
