/** True for this machine: `localhost`, 127.0.0.0/8, `[::1]`, with or without a port. Such registries are spoken to over http. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name)
}
