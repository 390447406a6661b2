import { describe, expect, test } from 'vitest'
import { parseDeb822Sources, parseSourcesList, plainMirror, planSources, renderDeb822Sources, renderPreferences } from './apt-sources.mjs'

const DEBIAN = { id: 'debian', codename: 'bookworm' }
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
const source = (/** @type {Partial<import('./apt-sources.mjs').AptSource>} */ given) => ({
  uris: ['http://mirror.example/debian'],
  suites: ['bookworm'],
  components: ['main'],
  fields: {},
  ...given,
})

describe('parseSourcesList', () => {
  test('reads deb lines with their options, and nothing else', () => {
    const text = [
      '# deb http://comment.example/debian bookworm main',
      'deb http://mirror.example/debian bookworm main contrib # the usual',
      '  deb [signed-by=/etc/key.gpg arch=amd64,arm64 lang=none] https://other.example/apt noble universe',
      'deb-src http://mirror.example/debian bookworm main',
      'deb http://flat.example/apt ./',
      '',
    ].join('\n')
    expect(parseSourcesList(text)).toEqual([
      source({ components: ['main', 'contrib'] }),
      {
        uris: ['https://other.example/apt'],
        suites: ['noble'],
        components: ['universe'],
        fields: { 'signed-by': '/etc/key.gpg', architectures: 'amd64 arm64', languages: 'none' },
      },
      source({ uris: ['http://flat.example/apt'], suites: ['./'], components: [] }),
    ])
  })
})

describe('parseDeb822Sources', () => {
  test('reads enabled stanzas of binary packages, past comments and with continued fields', () => {
    const text = `Types: deb deb-src
# where it comes from
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: ${KEYRING}

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
Components: main

types: deb
uris: http://keyed.example/debian
suites: trixie
components: main
signed-by:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
`
    expect(parseDeb822Sources(text)).toEqual([
      source({ suites: ['bookworm', 'bookworm-updates'], fields: { 'signed-by': KEYRING } }),
      source({
        uris: ['http://keyed.example/debian'],
        suites: ['trixie'],
        fields: { 'signed-by': '\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----' },
      }),
    ])
  })

  test('reads what is rendered', () => {
    const sources = [source({ fields: { 'signed-by': KEYRING, 'check-valid-until': 'no' } }), source({ suites: ['trixie'] })]
    expect(renderDeb822Sources(sources)).toContain(`Signed-By: ${KEYRING}\nCheck-Valid-Until: no`)
    expect(parseDeb822Sources(renderDeb822Sources(sources))).toEqual(sources)
  })
})

describe('planSources', () => {
  const security = source({ uris: ['http://mirror.example/debian-security'], suites: ['bookworm-security'] })
  const own = source({ suites: ['bookworm', 'bookworm-updates'], fields: { 'signed-by': KEYRING } })

  test('adds the newer suite of the same mirror, signed the same way, where the machine has only the old one', () => {
    const other = source({ uris: ['https://vendor.example'], fields: { 'signed-by': '/etc/apt/keyrings/vendor.gpg' } })
    expect(planSources([other, security, own], DEBIAN)).toEqual({
      sources: [security, own, source({ suites: ['trixie'], fields: { 'signed-by': KEYRING } })],
      mirror: 'http://mirror.example/debian',
      newer: 'trixie',
    })
  })

  test('goes by the sources, not by the release name, which a single newer package can change', () => {
    const both = [source({ suites: ['trixie'] }), source({})]
    expect(planSources(both, { id: 'debian', codename: 'trixie' })).toEqual({
      sources: [source({}), source({ suites: ['trixie'] })],
      mirror: 'http://mirror.example/debian',
      newer: 'trixie',
    })
  })

  test.each(['trixie', 'stable', 'sid'])('needs nothing newer than %s', (suite) => {
    const only = source({ suites: [suite, `${suite}-updates`] })
    expect(planSources([only], DEBIAN)).toEqual({ sources: [only], mirror: 'http://mirror.example/debian', newer: undefined })
  })

  test('takes the suites of the release on Ubuntu, and none of its neighbours', () => {
    const ubuntu = source({ uris: ['http://ubuntu.example/ubuntu'], suites: ['noble', 'noble-updates'], components: ['main', 'universe'] })
    const vendor = source({ uris: ['https://vendor.example'], suites: ['stable'], fields: { 'signed-by': '/etc/vendor.asc' } })
    const plan = planSources([vendor, ubuntu], { id: 'ubuntu', codename: 'noble' })
    expect(plan).toEqual({ sources: [ubuntu], mirror: 'http://ubuntu.example/ubuntu', newer: undefined })
  })

  test('takes a mirror with a key of its own when there is no other', () => {
    const inside = source({ suites: ['trixie'], fields: { 'signed-by': '/etc/apt/keyrings/company.gpg' } })
    expect(planSources([inside], DEBIAN)?.sources).toEqual([inside])
  })

  test('knows when there is none', () => {
    expect(planSources([source({ suites: ['nodistro'] }), security], DEBIAN)).toBeUndefined()
  })
})

test('renderPreferences takes only the named packages from the newer suite', () => {
  expect(renderPreferences('trixie', ['docker.io', 'containerd'])).toBe(
    'Package: *\nPin: release n=trixie\nPin-Priority: 100\n\nPackage: docker.io containerd\nPin: release n=trixie\nPin-Priority: 990\n',
  )
  expect(renderPreferences(undefined, ['docker.io'])).toBe('')
})

describe('plainMirror', () => {
  const read = () => '# mirrors\nhttps://first.example/debian\tpriority:1\nhttps://second.example/debian\n'

  test.each([
    ['http://mirror.example/debian', 'http://mirror.example/debian'],
    ['mirror+file:/etc/apt/mirrors/debian.list', 'https://first.example/debian'],
    ['mirror+file:///etc/apt/mirrors/debian.list', 'https://first.example/debian'],
    ['https://user:password@mirror.example/debian', undefined],
    ['file:/srv/debian', undefined],
    ['cdrom:[Debian]/', undefined],
  ])('%s', (mirror, plain) => {
    expect(plainMirror(mirror, read)).toBe(plain)
  })
})
