// @ts-check
/** CHANGELOG.md: what people wrote under "Unreleased", and what commits say, become the section of a version. */
import { SetUpError } from '../local/set-up-error.mjs'

const UNRELEASED = '## Unreleased'
const NEXT_SECTION = /^## /m
/** Of commit messages: what a terminal would obey, or a reader could not see. The joiners that scripts and emoji need stay. */
const UNSEEN = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * @typedef {object} Release
 * @property {string} version
 * @property {string} date as `2026-11-02`
 * @property {string} commits what Nx makes of the commits since the last release: a heading, then sections at the third level
 */

/**
 * Makes the section of a version, and leaves an empty "Unreleased" above it.
 *
 * @param {string} changelog
 * @param {Release} release
 * @returns {{ changelog: string, notes: string }} the file, and the section without its heading
 */
export function addRelease(changelog, { version, date, commits }) {
  const { before, section, after } = split(changelog, UNRELEASED)
  if (findHeading(changelog, version) !== undefined) throw new SetUpError(`CHANGELOG.md has a section ${version} already.`)
  const notes = [section.trim(), renderCommits(commits)].filter((part) => part !== '').join('\n\n')
  const parts = [`${before}${UNRELEASED}`, `## ${version} (${date})`, notes]
  return { changelog: `${parts.join('\n\n')}\n${after === '' ? '' : `\n${after}`}`, notes: `${notes}\n` }
}

/**
 * The section of a version without its heading.
 *
 * @param {string} changelog
 * @param {string} version
 */
export function readNotes(changelog, version) {
  const heading = findHeading(changelog, version)
  if (heading === undefined) {
    throw new SetUpError(`CHANGELOG.md has no section ${version}.`, {
      fix: 'Make it with `npm run release`, commit it, and move the tag.',
    })
  }
  return `${split(changelog, heading).section.trim()}\n`
}

/** Nx's sections one level down, under a heading of their own. @param {string} contents */
function renderCommits(contents) {
  const sections = contents
    .replace(UNSEEN, '')
    .replace(/^##? .*\n*/, '')
    .replace('### ⚠️  Breaking Changes', '### Breaking changes')
    .replace(/^###(?= )/gm, '####')
    .trim()
  return sections === '' ? '' : `### Commits\n\n${sections}`
}

/** @param {string} changelog @param {string} version @returns {string | undefined} the line, with its date */
function findHeading(changelog, version) {
  return changelog.split('\n').find((line) => line === `## ${version}` || line.startsWith(`## ${version} (`))
}

/** @param {string} changelog @param {string} heading */
function split(changelog, heading) {
  const start = `\n${changelog}`.indexOf(`\n${heading}\n`)
  if (start < 0) throw new SetUpError(`CHANGELOG.md has no section "${heading}".`)
  const rest = changelog.slice(start + heading.length + 1)
  const end = rest.search(NEXT_SECTION)
  return {
    before: changelog.slice(0, start),
    section: end < 0 ? rest : rest.slice(0, end),
    after: end < 0 ? '' : rest.slice(end),
  }
}
