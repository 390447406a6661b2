import type { LockedPackage } from './lockfile.js'

/** Hex digits of a checksum, by algorithm. Others say nothing that can be checked. */
const LENGTHS: Readonly<Record<string, number>> = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 }

/** `sha256:…`, in lower case; nothing where it is no checksum of a known algorithm. */
export function checksumOf(algorithm: string, digits: string | undefined): string[] {
  const [name, hex] = [algorithm.toLowerCase(), digits?.toLowerCase() ?? '']
  return LENGTHS[name] === hex.length && /^[0-9a-f]+$/.test(hex) ? [`${name}:${hex}`] : []
}

/** As pip, uv, Poetry and Pipenv write it: `sha256:0123…`. */
export function parseChecksum(written: string | undefined): string[] {
  const [algorithm = '', digits] = (written ?? '').split(':', 2)
  return checksumOf(algorithm, digits)
}

/** As npm writes it, one or several: `sha512-AbC=`. https://www.w3.org/TR/SRI/#the-integrity-attribute */
export function parseIntegrity(written: string | undefined): string[] {
  return (written ?? '').split(/\s+/).flatMap((one) => {
    const [, algorithm = '', base64 = ''] = INTEGRITY.exec(one) ?? []
    const hex = [...atob(base64)].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
    return checksumOf(algorithm, hex)
  })
}

const INTEGRITY = /^(sha\d+)-((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)(?:\?|$)/

/** The distributions of a package, of each of which a lockfile has one checksum. */
export function filesByChecksum(written: readonly (string | undefined)[]): Pick<LockedPackage, 'files'> {
  return filesByName(written.map((hash) => ({ hash, name: undefined })))
}

/** The same where the lockfile also has their names, or addresses. */
export function filesByName(
  written: readonly { readonly hash: string | undefined; readonly name: string | undefined }[],
): Pick<LockedPackage, 'files'> {
  const files = written.flatMap(({ hash, name }) => {
    const [checksums, wheel] = [parseChecksum(hash), wheelOf(name)]
    return checksums.length === 0 ? [] : [{ checksums, ...(wheel === undefined ? {} : { wheel }) }]
  })
  return files.length === 0 ? {} : { files }
}

/** https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention */
function wheelOf(name: string | undefined): string[] | undefined {
  return /-([^-/]+)\.whl$/.exec((name ?? '').split(/[?#]/, 1)[0] ?? '')?.[1]?.split('.')
}
