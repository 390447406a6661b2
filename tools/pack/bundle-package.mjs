// @ts-check
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { SCOPE } from './read-packages.mjs'
import { collectLicenses, NODE_MODULES, packageName } from './collect-licenses.mjs'
import { planPackage, staysOutside } from './plan-package.mjs'

/**
 * @typedef {object} Chunk a file of the packed package
 * @property {string} file below `dist`
 * @property {readonly string[]} imports what is loaded with it: files below `dist`, and packages
 * @property {readonly string[]} later what it may load while it runs
 * @property {readonly string[]} modules the compiled files in it
 */

/**
 * Writes compiled packages as one, with the packages they import in it: a file for each entry point, and a few that these share. Of the packages
 * that are in it, the licences are in `dist/licenses.txt`.
 *
 * @param {readonly import('./read-packages.mjs').Package[]} packages the one whose name is kept, then those it stands on; compiled
 * @param {string} target a folder that is not there yet
 * @returns {Promise<Chunk[]>}
 * @throws Error where something is imported that is not among the dependencies, or has no licence
 */
export async function bundlePackages(packages, target) {
  const { manifest, entries, types, declared, copies } = planPackage(packages, readTexts)
  mkdirSync(join(target, 'dist'), { recursive: true })
  for (const { from, to } of copies) cpSync(from, join(target, to), { recursive: true })
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const dir = join(target, 'dist')
  const names = { entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' }
  const chunks = await writeBundle({ input: entries, platform: 'node' }, { dir, ...names }, declared)
  await writeBundle({ input: types, plugins: [dts({ dtsInput: true })] }, { dir }, declared)
  const included = chunks.flatMap(({ modules }) => modules)
  writeFileSync(join(dir, 'licenses.txt'), collectLicenses(included))
  return chunks
}

/**
 * @param {import('rolldown').InputOptions} input
 * @param {import('rolldown').OutputOptions} output
 * @param {readonly string[]} declared
 * @returns {Promise<Chunk[]>}
 */
async function writeBundle(input, output, declared) {
  /** @type {string[]} */
  const faults = []
  const refuse = (/** @type {string} */ id, /** @type {string} */ importer) => {
    if (!declared.includes(packageName(id))) faults.push(`${importer} imports ${id}, which no package declares.`)
  }
  const bundle = await rolldown({
    ...input,
    plugins: [
      input.plugins,
      requiredPackages((id, importer) => {
        refuse(id, importer)
        if (!staysOutside(packageName(id)))
          faults.push(`${importer} requires ${id}, which is part of the package: name it among those outside.`)
      }),
    ],
    external(id, importer) {
      if (isOwn(id)) return false
      if (!isBuiltin(id) && importer !== undefined && !importer.includes(NODE_MODULES)) refuse(id, importer)
      return isBuiltin(id) || staysOutside(packageName(id))
    },
    onLog: (level, { message }) => void (level === 'warn' && faults.push(message)),
  })
  try {
    const written = await bundle.write({ ...output, format: 'esm' })
    if (faults.length > 0) throw new Error(faults.join('\n'))
    return written.output.flatMap((file) =>
      file.type === 'chunk'
        ? [{ file: file.fileName, imports: file.imports, later: file.dynamicImports, modules: file.moduleIds.filter(isAbsolute) }]
        : [],
    )
  } finally {
    await bundle.close()
  }
}

/** @param {string} id as it is imported */
function isOwn(id) {
  return id.startsWith('.') || id.startsWith('#') || isAbsolute(id) || id.startsWith(SCOPE)
}

/**
 * A bundler leaves calls of a `require` that the code makes itself as they are.
 *
 * @param {(id: string, importer: string) => void} visit each package that is required so
 * @returns {import('rolldown').Plugin}
 */
function requiredPackages(visit) {
  return {
    name: 'required-packages',
    transform(code, file) {
      if (file.includes(NODE_MODULES) || !code.includes('createRequire')) return
      for (const [, id = ''] of code.matchAll(/\brequire\('([^']+)'\)/g)) if (!isOwn(id) && !isBuiltin(id)) visit(id, file)
    },
  }
}

/** @param {string} path @returns {string[]} of the file, or of all files below the folder */
function readTexts(path) {
  if (!statSync(path).isDirectory()) return [readFileSync(path, 'utf8')]
  return readdirSync(path).flatMap((name) => readTexts(join(path, name)))
}
