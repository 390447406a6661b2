// @ts-check
/**
 * `node tools/release/read-commits.mjs FILE [VERSION]`: has nx release say which version the commits since the last release ask for, or take the
 * one named, and what they are. Writes both to FILE as JSON and changes nothing else.
 *
 * A process of its own, since nx release prints what it does and ends the process where it does not know how to go on.
 */
import { writeFileSync } from 'node:fs'
import { releaseChangelog, releaseVersion } from 'nx/release'

/** Nothing of git, of the checkout or of a remote is changed. */
const READ_ONLY = { dryRun: true, gitCommit: false, gitTag: false, gitPush: false, stageChanges: false }

const [file = '', specifier] = process.argv.slice(2)
const { workspaceVersion } = await releaseVersion({ ...READ_ONLY, ...(specifier === undefined ? {} : { specifier }) })
const version = workspaceVersion ?? null
const changelog =
  version === null ? undefined : await releaseChangelog({ ...READ_ONLY, version, createRelease: false, forceChangelogGeneration: true })
writeFileSync(file, JSON.stringify({ version, commits: changelog?.workspaceChangelog?.contents ?? '' }))
