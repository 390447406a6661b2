import type { ContainerOptionsInput } from '../../commands/run/container-options.js'
import type { CommandSpec } from '../declare/command-spec.js'
import { containerFlags, declareContainerFlags } from '../declare/container-flags.js'

const HELP = `
Does what the target docker-run does, without Nx: builds or pulls the image if need be, mounts the repository at /workspace, and
runs run.sh, or another command, in the module's folder as you. Output, input, signals and the exit code pass through. Whatever
follows the module is the command's.`

/** `module-images run [options] MODULE [args…]` */
export const runCommand: CommandSpec = {
  declare(program, action) {
    const command = program
      .command('run')
      .description("Runs a module's run.sh, or another command, in the image of this checkout, and ends with its exit code.")
      .argument('<module>', 'name or folder of a module')
      .argument('[args...]', 'arguments of the command')
      .passThroughOptions()
      .option('--command <line>', "a command line for the image's shell, in place of run.sh")
    declareContainerFlags(command)
      .addHelpText('after', HELP)
      .action((module: string, args: string[], flags: ContainerOptionsInput & { command?: string }) =>
        action(async (context) => {
          const { runModule } = await import('../../commands/run/run-command.js')
          return runModule({ module, args, command: flags.command, container: containerFlags(flags) }, context)
        }),
      )
  },
}
