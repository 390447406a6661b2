import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { renderPageFile, writePageFile } from './page-file.js'

it.skipIf(process.platform === 'win32')('only the caller reads it, and nothing of it stays', async () => {
  const page = { title: 'Jupyter', address: new URL('http://127.0.0.1:8888/?token=abc') }
  const { path, remove } = await writePageFile(createTestFolder(), page)
  expect(readFileSync(path, 'utf8')).toBe(renderPageFile(page))
  expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700])
  await remove()
  expect(() => statSync(dirname(path))).toThrow('ENOENT')
})

it('a page that its address opens is gone to, and nothing of a log gets out of its place', () => {
  const text = renderPageFile({ title: `<b>'"`, address: new URL(`http://127.0.0.1:1/'a?token='"><script>`) })
  expect(text).toContain('http-equiv="refresh" content="0; url=http://127.0.0.1:1/&#39;a?token=%27%22%3E%3Cscript%3E"')
  expect(text).toContain('&lt;b&gt;&#39;&quot;')
  expect(text).not.toContain('<script>')
})

it('one with a form says what to type', () => {
  const text = renderPageFile({ title: 'R', address: new URL('http://127.0.0.1:1'), signIn: { user: 'rstudio', password: 'p<' } })
  expect(text).toContain('User <code>rstudio</code>, password <code>p&lt;</code>')
  expect(text).not.toContain('refresh')
})
