import { expect, it } from 'vitest'
import { renderExcerpt, renderIndex, renderSource } from './source-address.js'

it.each([
  ['https://user:password@host.example/a?token=x#y', 'https://host.example/a'],
  ['https://user:pass@word@host.example/a', 'https://host.example/a'],
  ['https://user:p#ss@host.example/a', 'https://…'],
  ['https://user:p?ss@host.example', 'https://…'],
  ['git+ssh://git@host.example/o/r.git@v1', 'git+ssh://host.example/o/r.git@v1'],
  ['https://host.example/t/TOKEN/chan', 'https://host.example/chan'],
  ['https://host.example/conda/t/TOKEN', 'https://host.example/conda/'],
  ['https://host.example?token=x', 'https://host.example'],
  ['https://${TOKEN}@host.example/a', 'https://host.example/a'],
  [`https://${'u'.repeat(500)}:password@host.example/a`, 'https://host.example/a'],
  ['./local', './local'],
])('%s is shown as %s', (address, shown) => {
  expect(renderSource(address)).toBe(shown)
})

it('takes secrets out of a piece of a file, and shortens it', () => {
  expect(renderExcerpt('a = "https://u:p@h.example/x" b')).toBe('a = "https://h.example/x" b')
  expect(renderExcerpt('x'.repeat(100))).toBe(`${'x'.repeat(80)}…`)
})

it('names an index that is not PyPI by its address', () => {
  expect([undefined, 'https://pypi.example/simple', 'https://u:p@pypi.firm.example/simple'].map(renderIndex)).toEqual([
    'PyPI',
    'PyPI',
    'https://pypi.firm.example/simple',
  ])
})
