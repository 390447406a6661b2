import type { ContainerOptionsInput } from '../../commands/run/container-options.js'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'
import { containerFlags, declareContainerFlags } from '../declare/container-flags.js'

const HELP: HelpText = {
  details: `
The same as the target npx nx docker-shell hello-r, without Nx. It ends with the exit code of the shell.`,
  examples: [
    ['module-images shell hello-r', 'bash where the image has it, else sh'],
    ['module-images shell hello-r --user image', 'as the user that the image names'],
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
    declareContainerFlags(addHelp(command, HELP)).action((module: string, flags: ContainerOptionsInput & { shell?: string }) =>
      action(async (context) => {
        const { openShell } = await import('../../commands/run/run-command.js')
        return openShell({ module, shell: flags.shell, container: containerFlags(flags) }, context)
      }),
    )
  },
}
