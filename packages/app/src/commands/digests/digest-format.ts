import type { ImageDigests } from '@module-images/core'
import type { Pin } from './pin.js'

/** As `--format` names them. */
export type DigestFormatName = 'json' | 'nextflow' | 'snakemake' | 'apptainer' | 'env'

/** A file that pins images: one file of this folder, and one entry in `DIGEST_FORMATS`. */
export interface DigestFormat {
  readonly name: DigestFormatName
  /** What its files are called. */
  readonly fileNames: RegExp
  /** How a module's parameter is called where nothing else is asked for; none where the format has no parameters. */
  readonly namePattern: string | undefined
  /** Words that are no name of a parameter. */
  readonly reservedWords: ReadonlySet<string>
  /** @param nameOf parameter of a module */
  render(digests: ImageDigests, nameOf: (module: string) => string): string
  /**
   * Every image that a file of this form names, whoever wrote it.
   *
   * @param file as errors shall call it
   * @throws ModuleImagesError `bad-digests-file`, `newer-format`
   */
  readPins(text: string, file: string): Pin[]
}

/** How people call an image: by the tag that says most, which is any but `latest`. */
export function shownTag({ tags, contentTag }: ImageDigests['images'][number]): string {
  return tags.find((tag) => tag !== 'latest') ?? tags[0] ?? contentTag
}

/** `image@digest` */
export function pinnedReference({ image, digest }: ImageDigests['images'][number]): string {
  return `${image}@${digest}`
}
