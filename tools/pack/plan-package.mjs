// @ts-check
import { join, posix } from 'node:path'
import { SCOPE } from './read-packages.mjs'

/**
 * What becomes of several packages that are packed into one.
 *
 * @typedef {object} PackagePlan
 * @property {import('./read-packages.mjs').Manifest} manifest the package.json of the one
 * @property {Record<string, string>} entries what is loaded from outside: name below `dist` without ending → compiled file
 * @property {Record<string, string>} types the same for declarations
 * @property {readonly string[]} declared names of all packages that the code may import
 * @property {{ from: string, to: string }[]} copies files and folders as they are: absolute path → path in the one
 */

/** Files that may name a file of `dist`, beside package.json. */
const NAMING = ['executors.json', 'generators.json', 'migrations.json', 'bin']
/**
 * Packages, or scopes, that stay dependencies of the one: Nx, of which there may be one alone, large ones that few commands load, and
 * what is loaded by require() where it is needed. Node takes half a millisecond a file, so the files of all others become part of the one: execa
 * alone has a hundred.
 */
const OUTSIDE = ['nx', '@nx/', '@aws-sdk/', '@cyclonedx/', '@sigstore/', 'ignore', 'jsonc-parser', 'undici']
/** Fields of package.json that make no sense in the one. */
const LEFT_OUT = ['private', 'devDependencies', 'sideEffects']
/** In any text: a file of `dist`, without ending. */
const NAMED = /\.\/dist\/([\w/-]+)\.js\b/g
const NAMED_TYPES = /\.\/dist\/([\w/-]+)\.d\.ts\b/g
const COMPILED = /^\.\/dist\/([\w/-]+)\.js$/

/**
 * @param {readonly import('./read-packages.mjs').Package[]} packages the one whose name is kept, then those it stands on
 * @param {(file: string) => readonly string[]} readTexts the texts of a file, or of all files below a folder
 * @returns {PackagePlan}
 * @throws Error where two of them want one name for two things, or two ranges of one package
 */
export function planPackage(packages, readTexts) {
  const [main, ...others] = packages
  if (main === undefined) throw new Error('There is nothing to pack.')
  const { manifest, folder } = main
  const files = (manifest.files ?? []).filter((name) => !name.startsWith('!'))
  const texts = [
    JSON.stringify(manifest),
    ...NAMING.filter((name) => files.includes(name)).flatMap((name) => readTexts(join(folder, name))),
  ]
  const compiled = (/** @type {RegExp} */ pattern, /** @type {string} */ ending) => {
    const names = texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name))
    return Object.fromEntries(names.map((name) => [name, join(folder, 'dist', `${name}${ending}`)]))
  }
  const internal = planImports(others, manifest.imports ?? {})
  const declared = joinDependencies(packages)
  const kept = /** @type {typeof manifest} */ (Object.fromEntries(Object.entries(manifest).filter(([name]) => !LEFT_OUT.includes(name))))
  return {
    manifest: {
      ...kept,
      ...addressesOf(manifest),
      files: [...new Set([...files, ...internal.copies.map(({ to }) => to)])],
      imports: { ...manifest.imports, ...internal.imports },
      dependencies: Object.fromEntries(Object.entries(declared).filter(([name]) => staysOutside(name))),
    },
    declared: [...Object.keys(declared), ...Object.keys(manifest.peerDependencies ?? {})],
    entries: { ...compiled(NAMED, '.js'), ...internal.entries },
    types: compiled(NAMED_TYPES, '.d.ts'),
    copies: [...files.filter((name) => name !== 'dist').map((name) => ({ from: join(folder, name), to: name })), ...internal.copies],
  }
}

/** Whether a package that is imported stays a dependency, and is no part of what is packed. @param {string} name */
export function staysOutside(name) {
  return OUTSIDE.some((one) => (one.endsWith('/') ? name.startsWith(one) : name === one))
}

/** The pages of a package that npm shows, from the one address of its repository. @param {import('./read-packages.mjs').Manifest} manifest */
function addressesOf({ repository }) {
  if (repository === undefined) return {}
  const web = repository.url.replace(/^git\+/, '').replace(/\.git$/, '')
  return { homepage: `${web}#readme`, bugs: { url: `${web}/issues` } }
}

/**
 * What packages find by a name of their own, as in `"#guard": "./dist/docker/guard.js"`: a file of `dist` becomes an entry of the one,
 * `dist/guard.js`; anything else is copied as it is: the file, or the folder before the `*`.
 *
 * @param {readonly import('./read-packages.mjs').Package[]} packages
 * @param {Readonly<Record<string, string>>} taken
 */
function planImports(packages, taken) {
  /** @type {Pick<PackagePlan, 'entries' | 'copies'> & { imports: Record<string, string> }} */
  const plan = { imports: {}, entries: {}, copies: [] }
  for (const { folder, manifest } of packages) {
    const own = manifest.name.slice(SCOPE.length)
    for (const [name, target] of Object.entries(manifest.imports ?? {})) {
      if (name in taken || name in plan.imports) throw new Error(`Two packages have an import ${name}; rename that of ${manifest.name}.`)
      const compiled = COMPILED.exec(target)?.[1]
      if (compiled === undefined) {
        // Of `./dist/site/*` the folder `dist/site`, which is `site` beside the package's other files.
        const path = posix.normalize(target)
        const copied = path.replace(/\/\*.*$/, '')
        const place = (/** @type {string} */ below) => posix.join(own, below.replace(/^dist\//, ''))
        plan.imports[name] = `./${place(path)}`
        plan.copies.push({ from: join(folder, copied), to: place(copied) })
      } else {
        const entry = name.slice(1)
        plan.imports[name] = `./dist/${entry}.js`
        plan.entries[entry] = join(folder, 'dist', `${compiled}.js`)
      }
    }
  }
  return plan
}

/** @param {readonly import('./read-packages.mjs').Package[]} packages @returns {Record<string, string>} of packages of other scopes: name → range */
function joinDependencies(packages) {
  /** @type {Map<string, { range: string, owner: string }>} */
  const joined = new Map()
  for (const { manifest } of packages) {
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      if (name.startsWith(SCOPE)) continue
      const known = joined.get(name)
      if (known !== undefined && known.range !== range) {
        throw new Error(`${known.owner} depends on ${name} ${known.range}, ${manifest.name} on ${range}; give both the same range.`)
      }
      joined.set(name, { range, owner: manifest.name })
    }
  }
  const sorted = [...joined].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, { range }]) => [name, range]))
}
