// @ts-check
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { SCOPE } from './read-packages.mjs'
import { planPackage } from './plan-package.mjs'

/**
 * @typedef {object} Chunk a file of the packed package
 * @property {string} file below `dist`
 * @property {readonly string[]} imports what is loaded with it: files below `dist`, and packages
 * @property {readonly string[]} later what it may load while it runs
 * @property {readonly string[]} modules the compiled files in it
 */

/**
 * Writes compiled packages as one: a file for each entry point, and a few that these share. Node takes half a millisecond a file, which every
 * nx command would wait for. Packages of other scopes stay outside: they are the dependencies of the one.
 *
 * @param {readonly import('./read-packages.mjs').Package[]} packages the one whose name is kept, then those it stands on; compiled
 * @param {string} target a folder that is not there yet
 * @returns {Promise<Chunk[]>}
 * @throws Error where something is imported that is not among the dependencies
 */
export async function bundlePackages(packages, target) {
  const { manifest, entries, types, copies } = planPackage(packages, readTexts)
  mkdirSync(join(target, 'dist'), { recursive: true })
  for (const { from, to } of copies) cpSync(from, join(target, to), { recursive: true })
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const dir = join(target, 'dist')
  const names = { entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' }
  const chunks = await writeBundle({ input: entries, platform: 'node' }, { dir, ...names })
  const declarations = await writeBundle({ input: types, plugins: [dts({ dtsInput: true })] }, { dir })
  refuseUndeclared([...chunks, ...declarations], manifest.dependencies ?? {})
  return chunks
}

/**
 * @param {import('rolldown').InputOptions} input
 * @param {import('rolldown').OutputOptions} output
 * @returns {Promise<Chunk[]>}
 */
async function writeBundle(input, output) {
  /** @type {string[]} */
  const warnings = []
  const bundle = await rolldown({
    ...input,
    external: (id) => !id.startsWith('.') && !isAbsolute(id) && !id.startsWith(SCOPE),
    onLog: (level, { message }) => void (level === 'warn' && warnings.push(message)),
  })
  try {
    const written = await bundle.write({ ...output, format: 'esm' })
    if (warnings.length > 0) throw new Error(warnings.join('\n'))
    return written.output.flatMap((file) =>
      file.type === 'chunk'
        ? [{ file: file.fileName, imports: file.imports, later: file.dynamicImports, modules: file.moduleIds.filter(isAbsolute) }]
        : [],
    )
  } finally {
    await bundle.close()
  }
}

/** @param {readonly Chunk[]} chunks @param {Readonly<Record<string, string>>} dependencies */
function refuseUndeclared(chunks, dependencies) {
  const own = new Set(chunks.map(({ file }) => file))
  for (const { file, imports, later } of chunks) {
    for (const id of [...imports, ...later]) {
      const name = id.split('/', id.startsWith('@') ? 2 : 1).join('/')
      if (!own.has(id) && !isBuiltin(id) && !(name in dependencies))
        throw new Error(`dist/${file} imports ${id}, which no package declares.`)
    }
  }
}

/** @param {string} path @returns {string[]} of the file, or of all files below the folder */
function readTexts(path) {
  if (!statSync(path).isDirectory()) return [readFileSync(path, 'utf8')]
  return readdirSync(path).flatMap((name) => readTexts(join(path, name)))
}
