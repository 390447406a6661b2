import { Option } from 'commander'
import type { SbomFormatName } from '@module-images/trust'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface SbomFlags {
  readonly format: SbomFormatName
  readonly output?: string
  readonly offline?: boolean
}

const HELP: HelpText = {
  details: `
Lists the packages of the module's lockfiles with their package URLs, and with checksums and licences where a lockfile has them. Where this checkout's
image is published, the list names its digest. The same image gets the same bytes: there is no time and no random number in it.

It does not look into the image. What the base image brings, and what apt-get or a script installs, is not in the list, and the list says so.`,
  examples: [
    ['module-images sbom hello-r', 'CycloneDX 1.6, as JSON'],
    ['module-images sbom hello-r --format spdx --output hello-r.spdx.json', 'SPDX 2.3, to a file'],
    ['module-images sbom hello-python --offline', 'without asking the registry for the digest'],
  ],
  failsWhen: 'an error, a module that is broken. A part of a lockfile that cannot be read is no error: it is named, and stands in the list',
}

/** `module-images sbom <module>` */
export const sbomCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('sbom'), HELP)
      .description("Writes what a module's lockfiles put into its image, as a software bill of materials.")
      .argument('<module>', 'name or folder of a module')
      .addOption(new Option('--format <format>', 'cyclonedx or spdx').choices(['cyclonedx', 'spdx']).default('cyclonedx'))
      .option('--output <file>', 'write to this file, whole or not at all')
      .option('--offline', 'ask no registry: the list names no digest')
      .action((module: string, { format, output, offline = false }: SbomFlags) =>
        action(async (context) => {
          const { runSbom } = await import('../../commands/sbom/run-sbom.js')
          return runSbom({ module, format, output, offline }, context)
        }),
      )
  },
}
