/** The media types of manifests this client reads, with what they hold. */
export const MANIFEST_MEDIA_TYPES = {
  'application/vnd.oci.image.manifest.v1+json': 'image',
  'application/vnd.oci.image.index.v1+json': 'index',
  'application/vnd.docker.distribution.manifest.v2+json': 'image',
  'application/vnd.docker.distribution.manifest.list.v2+json': 'index',
} as const satisfies Readonly<Record<string, 'image' | 'index'>>

export type ManifestMediaType = keyof typeof MANIFEST_MEDIA_TYPES

/** The `Accept` header of every manifest request: all four, or registries convert or hide what they have. */
export const MANIFEST_ACCEPT = Object.keys(MANIFEST_MEDIA_TYPES).join(', ')

export function isManifestMediaType(text: string | undefined): text is ManifestMediaType {
  return text !== undefined && Object.hasOwn(MANIFEST_MEDIA_TYPES, text)
}

/** The media type of a `Content-Type` header, without its parameters, lower case. */
export function parseContentType(header: string | null): string {
  const [type = ''] = (header ?? '').split(';')
  return type.trim().toLowerCase()
}

const CONFIG_MEDIA_TYPES = new Set(['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'])

/** False for the configurations of what is stored like an image and is none: signatures, charts, attestations. */
export function isImageConfigMediaType(text: string): boolean {
  return CONFIG_MEDIA_TYPES.has(text)
}
