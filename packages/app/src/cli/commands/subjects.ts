import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

const HELP: HelpText = {
  details: `
One line an image, as sha256sum writes them: the digest in hex, two spaces, the repository. It is what actions/attest-build-provenance takes as
subject-checksums. Images that were in the registry already are left out: their own runs attested them.`,
  examples: [['module-images subjects > subjects.txt', 'after a push']],
}

/** `module-images subjects` */
export const subjectsCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('subjects'), HELP)
      .description('Lists the images that the last docker-push of this checkout uploaded, for an attestation.')
      .action(() =>
        action(async (context) => {
          const { runSubjects } = await import('../../commands/subjects/run-subjects.js')
          return runSubjects(context)
        }),
      )
  },
}
