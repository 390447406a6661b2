/** True for a file's name by which people or other tools call a Dockerfile, but which is not `Dockerfile`. */
export function isNearDockerfile(name: string): boolean {
  if (name === 'Dockerfile' || /\.dockerignore$/i.test(name)) return false
  return /^(?:dockerfile|containerfile)(?:[._-].*)?$/i.test(name) || /\.(?:dockerfile|containerfile)$/i.test(name)
}
