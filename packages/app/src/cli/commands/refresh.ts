import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

const HELP: HelpText = {
  details: `
The keys of these modules change, and with them those of all modules that stand on them: the next docker-build or docker-push builds them anew,
parents first. Modules that a named one stands on stay as they are unless they are named too. The change is in image-lock.json: commit it, and
everyone builds the same. A module that cannot be read, or whose bases are not all known, stays as it is; the others are refreshed all the same.`,
  examples: [
    ['module-images refresh', 'all active modules'],
    ['module-images refresh r-base', 'one module and, by its key, all that stand on it'],
  ],
  failsWhen: 'an error, a module that could not be refreshed',
}

/** `module-images refresh [modules…] [--json]` */
export const refreshCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('refresh'), HELP)
      .description('Moves outside bases to the newest images of their tags and raises the epoch, so that images are built anew.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones')
      .option('--json', 'print JSON')
      .action((modules: string[], { json = false }: { json?: boolean }) =>
        action(async (context) => {
          const { refreshModules } = await import('../../commands/lock/refresh-modules.js')
          return refreshModules(modules, { json }, context)
        }),
      )
  },
}
