/** An input of a build whose name is one that secrets have. */
export interface SecretInput {
  /** In the context. */
  readonly path: string
  /** Its content is a secret, as far as can be told; else files of its kind often hold one. */
  readonly isCertain: boolean
}

/** Names that hold secrets and hardly anything else. */
const SECRET_NAMES = [
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/,
  /^(?!.*(?:\bca\b|cert|chain|pub)).*\.pem$/,
  /\.(?:key|p12|pfx|jks|kdbx|ppk)$/,
  /^\.(?:netrc|pypirc|git-credentials|htpasswd|pgpass)$/,
]
const SECRET_PATHS = /(?:^|\/)(?:\.aws\/credentials|\.docker\/config\.json|\.ssh\/.+|\.gnupg\/.+)$/

/** Lists of variables, whose names tell. */
const ENVIRONMENT = /^(?:\.env(?!.*\.(?:example|sample|template|dist)$)(?:\..+)?|\.Renviron)$/i
const SECRET_VARIABLE = /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|(?:^|_)(?:KEY|PASS|PWD|PAT)$/i
const HARMLESS_VARIABLE = /PUBLIC|SITE_KEY/i

/** Longer files are no settings that a person wrote. */
const MOST_BYTES = 64 * 1024

/** Whether an input is a secret, or may be one; undefined where neither its name nor its content says so. */
export function findSecret(path: string, bytes: number, readText: (path: string) => string | undefined): SecretInput | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const read = () => (bytes <= MOST_BYTES ? (readText(path) ?? '') : '')
  if (ENVIRONMENT.test(name)) return { path, isCertain: setsSecret(read()) }
  if (name === '.npmrc') return setsNpmSecret(read()) ? { path, isCertain: true } : undefined
  if (!SECRET_PATHS.test(path) && !SECRET_NAMES.some((pattern) => pattern.test(name))) return undefined
  return isPublic(read()) ? undefined : { path, isCertain: true }
}

/** What is written in PEM says what it is: https://www.rfc-editor.org/rfc/rfc7468 */
function isPublic(text: string): boolean {
  return /-----BEGIN [A-Z ]*(?:PUBLIC KEY|CERTIFICATE)-----/.test(text) && !text.includes('PRIVATE KEY-----')
}

/** A variable whose name tells, or an address with a password, and a value that is none of a template. */
function setsSecret(text: string): boolean {
  const assigned = text.matchAll(/^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*["']?([^\s"'#]*)/gm)
  return [...assigned].some(([, name = '', value = '']) => {
    if (!/\w{3}/.test(value) || /^(?:[$<{]|true$|false$|none$|null$|changeme|your)/i.test(value)) return false
    return /:\/\/[^/@:]*:[^/@]+@/.test(value) || (SECRET_VARIABLE.test(name) && !HARMLESS_VARIABLE.test(name))
  })
}

/** https://docs.npmjs.com/cli/v11/configuring-npm/npmrc#auth-related-configuration */
function setsNpmSecret(text: string): boolean {
  return /^[^#;\n]*:?_(?:auth|authToken|password)[ \t]*=[ \t]*["']?(?![\s"'$]|$)/m.test(text)
}
