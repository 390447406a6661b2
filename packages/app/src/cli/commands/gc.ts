import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface GcFlags {
  readonly dryRun?: boolean
  readonly olderThan: string
  readonly keepTagged?: boolean
  readonly allowPush?: boolean
  readonly json?: boolean
}

const HELP: HelpText = {
  details: `
Deletes images older than --older-than that have no tag, or only content tags (key-…) that this checkout does not want. An image that latest, a
version or any other tag names stays, with all its layers. Run it on the branch that is published: images of other branches are known by
their age alone. With --keep-tagged, images of every commit that has a tag of git stay too; the clone has to have those commits. Outside CI, a registry elsewhere needs --allow-push, as for a push. Plain registries list no untagged images, and know the time of the build, not
of the push.`,
  examples: [
    ['module-images gc --dry-run', 'what would be deleted'],
    ['module-images gc --dry-run --keep-tagged', 'what would be deleted that no tagged commit needs'],
    ['module-images gc --older-than 180d --allow-push', 'delete, from a registry elsewhere'],
  ],
  failsWhen: 'an error, an image that could not be deleted, a repository that could not be read',
}

/** `module-images gc [modules…] --dry-run` */
export const gcCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('gc'), HELP)
      .description('Deletes images that nothing names any more from the registry.')
      .argument('[modules...]', 'names or folders of modules; without any, all of them')
      .option('--dry-run', 'delete nothing; print what would be deleted')
      .option('--older-than <age>', 'a number of hours, days or weeks: 12h, 90d, 2w', '90d')
      .option('--keep-tagged', 'also keep what commits with a tag of git need, so that run --at finds it')
      .option('--allow-push', 'delete from a registry that is not on this machine, outside CI')
      .option('--json', 'print JSON')
      .action((modules: string[], { dryRun = false, olderThan, keepTagged = false, allowPush = false, json = false }: GcFlags) =>
        action(async (context) => {
          const { collectModules } = await import('../../commands/gc/collect-modules.js')
          return collectModules({ modules, dryRun, olderThan, keepTagged, allowPush, json }, context)
        }),
      )
  },
}
