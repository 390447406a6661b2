import type { ContainerOptionsInput } from '../../commands/run/container-options.js'
import type { CommandSpec } from '../declare/command-spec.js'
import { containerFlags, declareContainerFlags } from '../declare/container-flags.js'

/** `module-images shell [options] MODULE` */
export const shellCommand: CommandSpec = {
  declare(program, action) {
    const command = program
      .command('shell')
      .description('Opens a shell in the image of this checkout, with the repository mounted. Leave it with exit or Ctrl-D.')
      .argument('<module>', 'name or folder of a module')
      .option('--shell <program>', 'a shell of the image (default: bash, else sh)')
    declareContainerFlags(command).action((module: string, flags: ContainerOptionsInput & { shell?: string }) =>
      action(async (context) => {
        const { openShell } = await import('../../commands/run/run-command.js')
        return openShell({ module, shell: flags.shell, container: containerFlags(flags) }, context)
      }),
    )
  },
}
