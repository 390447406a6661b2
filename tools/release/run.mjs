// @ts-check
/** `npm run release`: see USAGE, and "Release" in CONTRIBUTING.md. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { endOnInterruption, watchForInterruption } from '../local/interruption.mjs'
import { CHECKOUT } from '../local/set-up.mjs'
import { compilePackages, packPackage } from '../pack/pack-package.mjs'
import { planRelease, readRelease } from './plan-release.mjs'

const USAGE = `npm run release [-- OPTION…]

Writes the next version into packages/nx/package.json and package-lock.json, and its section into CHANGELOG.md. Which version that is say the
commits since the last release's tag. Commits, tags and publishes nothing: it prints how to go on.

  --dry-run          writes none of these files; makes what would be published in dist/release: tarball, notes.md, CHANGELOG.md
  --version VERSION  a version of your choice, or major, minor, patch
  --tag TAG          on the commit of a release: makes what is to be published in dist/release, as the workflow does
  --output FOLDER    another folder than dist/release, which is emptied first
  --help
`

/** @returns {ReturnType<typeof parse> | undefined} undefined for a wrong command line, whose fault is printed */
function readArguments() {
  try {
    return parse()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    process.exitCode = 2
    return undefined
  }
}

function parse() {
  return parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      version: { type: 'string' },
      tag: { type: 'string' },
      output: { type: 'string', default: join(CHECKOUT, 'dist/release') },
      help: { type: 'boolean', default: false },
    },
  }).values
}

async function main() {
  const wanted = readArguments()
  if (wanted === undefined) return
  if (wanted.help) {
    process.stdout.write(USAGE)
    return
  }
  watchForInterruption()
  if (wanted.tag !== undefined) {
    const repository = process.env['GITHUB_REPOSITORY']
    return assemble(readRelease(CHECKOUT, { tag: wanted.tag, repository }), wanted.output)
  }
  const date = new Date().toISOString().slice(0, 10)
  const plan = await planRelease(CHECKOUT, { date, version: wanted.version })
  if (wanted['dry-run']) return assemble(plan, wanted.output)
  for (const [file, text] of Object.entries(plan.files)) writeFileSync(join(CHECKOUT, file), text)
  process.stdout.write(renderNext(plan))
}

/** @param {import('./plan-release.mjs').ReleasePlan} plan @param {string} output */
async function assemble({ version, notes, files }, output) {
  const folder = resolve(output)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await compilePackages()
  const { packed } = await packPackage(folder, version)
  writeFileSync(join(folder, 'notes.md'), notes)
  const changelog = files['CHANGELOG.md']
  if (changelog !== undefined) writeFileSync(join(folder, 'CHANGELOG.md'), changelog)
  const shown = relative(process.cwd(), folder) || '.'
  process.stdout.write(`${packed.name} ${version}\n  ${join(shown, packed.filename)}\n  ${join(shown, 'notes.md')}\n`)
}

/** @param {import('./plan-release.mjs').ReleasePlan} plan */
function renderNext({ version, files }) {
  const changed = Object.keys(files)
  return `Changed ${changed.join(', ')}. Read the section ${version} of CHANGELOG.md, then:

  git switch --create release-v${version}
  git commit --message "chore: release v${version}" ${changed.join(' ')}

Once that is merged, on the commit of the default branch:

  git tag v${version}
  git push origin v${version}       starts the workflow that publishes
`
}

await endOnInterruption(main)
