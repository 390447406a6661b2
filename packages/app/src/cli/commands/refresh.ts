import type { CommandSpec } from '../declare/command-spec.js'

const HELP = `
The keys of these modules change, and with them those of all modules that stand
on them: the next docker-build or docker-push builds them anew, parents first.
Modules that a named one stands on stay as they are unless they are named too.
The change is in image-lock.json: commit it, and everyone builds the same.`

/** `module-images refresh [modules…] [--json]` */
export const refreshCommand: CommandSpec = {
  declare(program, action) {
    program
      .command('refresh')
      .description('Moves outside bases to the newest images of their tags and raises the epoch, so that images are built anew.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones')
      .option('--json', 'print JSON')
      .addHelpText('after', HELP)
      .action((modules: string[], { json = false }: { json?: boolean }) =>
        action(async (context) => {
          const { refreshModules } = await import('../../commands/lock/refresh-modules.js')
          return refreshModules(modules, { json }, context)
        }),
      )
  },
}
