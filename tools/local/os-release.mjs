// @ts-check
import { readFileSync } from 'node:fs'

/**
 * @param {string} text as https://www.freedesktop.org/software/systemd/man/latest/os-release.html
 * @returns {{ id: string, codename: string, name: string }}
 */
export function parseOsRelease(text) {
  const values = new Map(
    [...text.matchAll(/^([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(.*))$/gm)].map(([, key = '', double, single, bare]) => [
      key,
      double ?? single ?? bare ?? '',
    ]),
  )
  const codename = values.get('VERSION_CODENAME') ?? values.get('UBUNTU_CODENAME') ?? ''
  return { id: values.get('ID') ?? 'linux', codename, name: values.get('PRETTY_NAME') ?? 'Linux' }
}

/** @returns {ReturnType<typeof parseOsRelease>} */
export function readOsRelease() {
  for (const file of ['/etc/os-release', '/usr/lib/os-release']) {
    try {
      return parseOsRelease(readFileSync(file, 'utf8'))
    } catch {
      // the other place, or none
    }
  }
  return { id: process.platform, codename: '', name: process.platform }
}

/** Whether packages can be installed here the way these tools do it. */
export function isDebianOrUbuntu() {
  return process.platform === 'linux' && ['debian', 'ubuntu'].includes(readOsRelease().id)
}
