import { describe, expect, it } from 'vitest'
import { addRelease, readNotes } from './changelog.mjs'

const COMMITS = `## 0.2.0

### Features

- **core:** reads another file

### ⚠️  Breaking Changes

- **core:** reads another file
  say which`

const RELEASE = { version: '0.2.0', date: '2026-11-02', commits: COMMITS }

const NOTES = `### Changed

- By hand.

### Commits

#### Features

- **core:** reads another file

#### Breaking changes

- **core:** reads another file
  say which
`

describe('addRelease', () => {
  it('makes a section of what was written by hand and what commits say', () => {
    const text = '# Changelog\n\nNewest first.\n\n## Unreleased\n\n### Changed\n\n- By hand.\n'
    expect(addRelease(text, RELEASE)).toEqual({
      notes: NOTES,
      changelog: `# Changelog\n\nNewest first.\n\n## Unreleased\n\n## 0.2.0 (2026-11-02)\n\n${NOTES}`,
    })
  })

  it('keeps earlier sections, and a release after it starts from an empty one', () => {
    const text = '# Changelog\n\n## Unreleased\n\n- One.\n\n## 0.1.0 (2026-01-01)\n\n- First.\n'
    const once = addRelease(text, { ...RELEASE, commits: '## 0.2.0' })
    expect(once).toEqual({
      notes: '- One.\n',
      changelog: '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-02)\n\n- One.\n\n## 0.1.0 (2026-01-01)\n\n- First.\n',
    })
    const twice = addRelease(once.changelog, { version: '0.2.1', date: '2026-11-03', commits: '## 0.2.1\n\n### Fixes\n\n- two' })
    expect(twice.notes).toBe('### Commits\n\n#### Fixes\n\n- two\n')
    expect(readNotes(twice.changelog, '0.2.0')).toBe('- One.\n')
    expect(readNotes(twice.changelog, '0.2.1')).toBe(twice.notes)
  })

  it('leaves out of commit messages what cannot be seen', () => {
    const { notes } = addRelease('## Unreleased\n', { ...RELEASE, commits: '## 0.2.0\n\n### Fixes\n\n- a\u001b[31mb\u202ec\r' })
    expect(notes).toBe('### Commits\n\n#### Fixes\n\n- a[31mbc\n')
  })

  it('refuses a version that is there, and a file without the section', () => {
    expect(() => addRelease('## Unreleased\n\n## 0.2.0\n', RELEASE)).toThrow('CHANGELOG.md has a section 0.2.0 already.')
    expect(() => addRelease('# Changelog\n', RELEASE)).toThrow('CHANGELOG.md has no section "## Unreleased".')
  })
})

it('readNotes takes no version for another that begins as it does', () => {
  const text = '## Unreleased\n\n## 0.2.0-rc.1 (2026-11-01)\n\n- Try.\n'
  expect(() => readNotes(text, '0.2.0')).toThrow('CHANGELOG.md has no section 0.2.0.')
  expect(readNotes(text, '0.2.0-rc.1')).toBe('- Try.\n')
})
