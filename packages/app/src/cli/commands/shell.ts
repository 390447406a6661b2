import type { ContainerOptionsInput } from '../../commands/run/container-options.js'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'
import { commitFlags, type CommitFlags, containerFlags, declareCommitFlags, declareContainerFlags } from '../declare/container-flags.js'

const HELP: HelpText = {
  details: `
The same as the target npx nx docker-shell hello-r, without Nx. It ends with the exit code of the shell.

With --at, code, options and image are those of another commit; the checkout is not touched. The files of that commit are written to dist/at, and
results go there. The image is found by its key, else as the registry has it for that commit; where it is gone, it is built once you agree.
Data that is not in git is taken from this checkout: --mount data:/workspace/data.`,
  examples: [
    ['module-images shell hello-r', 'bash where the image has it, else sh'],
    ['module-images shell hello-r --user image', 'as the user that the image names'],
    ['module-images shell hello-r --at v1.2.0', 'in the files and the image of a release'],
  ],
  failsWhen: "an error; any other code, and this one too, may be the shell's own",
}

/** `module-images shell [options] MODULE` */
export const shellCommand: CommandSpec = {
  declare(program, action) {
    const command = program
      .command('shell')
      .description('Opens a shell in the image of this checkout, with the repository mounted. Leave it with exit or Ctrl-D.')
      .argument('<module>', 'name or folder of a module')
      .option('--shell <program>', 'a shell of the image (default: bash, else sh)')
    declareCommitFlags(declareContainerFlags(addHelp(command, HELP))).action(
      (module: string, flags: ContainerOptionsInput & CommitFlags & { shell?: string }) =>
        action(async (context) => {
          const { openShell } = await import('../../commands/run/run-command.js')
          return openShell({ module, shell: flags.shell, container: containerFlags(flags), commit: commitFlags(flags) }, context)
        }),
    )
  },
}
