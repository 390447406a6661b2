const DOCKER_HUB = 'docker.io'
const DOCKER_HUB_API = 'registry-1.docker.io'
/** The name under which Docker's tools keep the sign-in of Docker Hub. */
const DOCKER_HUB_CREDENTIALS_KEY = 'https://index.docker.io/v1/'

/** The root of a registry's API, for a host as image references name it. */
export function registryUrl(host: string, isInsecure: (host: string) => boolean): URL {
  const api = host === DOCKER_HUB ? DOCKER_HUB_API : host
  return new URL(`${isInsecure(host) ? 'http' : 'https'}://${api}/`)
}

/** The name a host's sign-in is saved under: the host itself but for Docker Hub. */
export function credentialsKey(host: string): string {
  return host === DOCKER_HUB ? DOCKER_HUB_CREDENTIALS_KEY : host
}
