import { Option } from 'commander'
import type { DigestFormatName } from '../../commands/digests/digest-format.js'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface DigestsFlags {
  readonly format?: DigestFormatName
  readonly output?: string
  readonly tags?: string
  readonly name?: string
  readonly check?: string
  readonly update?: string
  readonly json?: boolean
}

const HELP: HelpText = {
  details: `
Run it after a push: it reads the registry, under the content tags of this checkout. It needs no engine. An image that is not published, or that a
tag of --tags does not name, is left out. If there is none at all, nothing is written.

  json       the release's lock of images, as schemas/digests.json of @module-images/nx describes it
  nextflow   params { hello_r_container = 'public.ecr.aws/openscpca/hello-r@sha256:…' }
  snakemake  a configfile: container: config["containers"]["hello_r"]
  apptainer  a script that pulls each image as a SIF file; it takes neither Node nor this repository
  env        HELLO_R_CONTAINER=…

--check reads such a file, and other files of these kinds: it looks up every image of this registry that the file names. missing: the
registry does not have it; moved: a tag that went with the digest names another; old: this checkout's image is another. Modules that you name must be pinned there.

--update moves the pins of such a file to the images of this checkout, in place: comments, names and all else stay. The option pipelineNames of nx.json
says which module a parameter of another name stands for.`,
  examples: [
    ['module-images digests --output digests.json', 'the digests of all active modules'],
    ['module-images digests --format nextflow > containers.config', "for a pipeline's includeConfig"],
    ['module-images digests --format apptainer --output pull-images.sh', 'for a cluster: sh pull-images.sh images'],
    ['module-images digests --check containers.config', 'whether what a pipeline has pinned is current'],
    ['module-images digests --update nextflow.config', 'move what a pipeline has pinned to the images of this checkout'],
  ],
  failsWhen:
    'an error, an image that is not published, a tag that names another; the others are written all the same. With --check, a pin that is not as in this checkout; with --update, one that could not be moved',
}

/** `module-images digests [modules…]` */
export const digestsCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('digests'), HELP)
      .description('Writes the digests of published images for a pipeline to pin, or checks those it has pinned.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones')
      .addOption(
        new Option(
          '--format <format>',
          'json, nextflow, snakemake, apptainer or env (default: by the name of the file, else json; --check and --update need it where the name does not tell)',
        ).choices(['json', 'nextflow', 'snakemake', 'apptainer', 'env']),
      )
      .option('--output <file>', 'write to this file, whole or not at all')
      .option('--tags <list>', 'tags that must name the images, separated by commas (default: those a push moves, where they do)')
      .option('--name <pattern>', 'name of a parameter, with {module} or {MODULE} in it (default: {module}_container for nextflow)')
      .addOption(new Option('--check <file>', 'write nothing; check what this file pins').conflicts(['output', 'tags', 'name']))
      .addOption(new Option('--update <file>', 'move what this file pins, in place').conflicts(['output', 'tags', 'name', 'check']))
      .addOption(new Option('--json', 'with --check or --update: print JSON'))
      .action((modules: string[], { format, output, tags, name, check: file, update, json = false }: DigestsFlags) =>
        action(async (context) => {
          if (update !== undefined)
            return (await import('../../commands/digests/update-digests.js')).updateDigests({ format, file: update, json }, context)
          if (file !== undefined)
            return (await import('../../commands/digests/check-digests.js')).checkDigests({ modules, format, file, json }, context)
          return (await import('../../commands/digests/run-digests.js')).runDigests({ modules, format, output, tags, name }, context)
        }),
      )
  },
}
