import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface LoadFlags {
  readonly platform?: string
  readonly json?: boolean
}

const HELP: HelpText = {
  details: `
The same as the target npx nx docker-load hello-r, without Nx. It prints one name a line and nothing else, so that
a script can use it. It builds or pulls an image if need be.`,
  examples: [
    ['module-images load hello-r', 'the name of its image, which the engine then has'],
    ['docker run --rm -it "$(module-images load hello-r)" bash', 'with the engine itself'],
  ],
  failsWhen: 'an error; the images of other modules are there',
}

/** `module-images load [modules…] [--platform P] [--json]` */
export const loadCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('load'), HELP)
      .description('Makes sure that the engine has the images of this checkout, and prints their names.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones')
      .option('--platform <platform>', "platform of the images, such as linux/arm64 (default: the engine's own)")
      .option('--json', 'print JSON')
      .action((modules: string[], { platform, json = false }: LoadFlags) =>
        action(async (context) => {
          const { loadModules } = await import('../../commands/run/load-command.js')
          return loadModules({ modules, platform, json }, context)
        }),
      )
  },
}
