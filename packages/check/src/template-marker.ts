/** Line of a Dockerfile that says nobody has made it the module's own yet. */
export const TEMPLATE_MARKER =
  '# module-images: template. Delete this line once the image holds what the module needs; before that it cannot be activated.'

const MARKER = /^\s*#\s*module-images:\s*template\b/i

/** Line, from 1, of the marker in a Dockerfile; undefined where there is none. */
export function findTemplateMarker(dockerfile: string): number | undefined {
  const index = dockerfile.split('\n').findIndex((line) => MARKER.test(line))
  return index < 0 ? undefined : index + 1
}
