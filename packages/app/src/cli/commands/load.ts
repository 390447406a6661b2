import type { CommandSpec } from '../declare/command-spec.js'

interface LoadFlags {
  readonly platform?: string
  readonly json?: boolean
}

/** `module-images load [modules…] [--platform P] [--json]` */
export const loadCommand: CommandSpec = {
  declare(program, action) {
    program
      .command('load')
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
