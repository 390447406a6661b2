import type { CommandSpec } from '../declare/command-spec.js'

const HELP = `
One line an image, as sha256sum writes them: the digest in hex, two spaces, the
repository. It is what actions/attest-build-provenance takes as subject-checksums.
Images that were in the registry already are left out: their own runs attested them.`

/** `module-images subjects` */
export const subjectsCommand: CommandSpec = {
  declare(program, action) {
    program
      .command('subjects')
      .description('Lists the images that the last docker-push of this checkout uploaded, for an attestation.')
      .addHelpText('after', HELP)
      .action(() =>
        action(async (context) => {
          const { runSubjects } = await import('../../commands/subjects/run-subjects.js')
          return runSubjects(context)
        }),
      )
  },
}
