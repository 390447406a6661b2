// @ts-check
import { expect, it } from 'vitest'
import { ensureBusybox, missingPackages } from './programs.mjs'

it('knows the packages of programs and files that are not there', () => {
  const here = [
    { program: 'node', name: 'nodejs' },
    { file: import.meta.filename, name: 'this' },
  ]
  const gone = [
    { program: 'no-such-program', name: 'a' },
    { file: `${import.meta.filename}.gone`, name: 'b' },
  ]
  expect(missingPackages([...here, ...gone])).toEqual(['a', 'b'])
})

it('says in one error where busybox has to be and what to do, where it cannot be installed', async () => {
  await expect(ensureBusybox('npm run x', { missing: ['busybox-static'], canInstall: false })).rejects.toMatchObject({
    name: 'SetUpError',
    message: 'There is no static busybox at /bin/busybox, which the images of this run are made of.',
    fix: expect.stringMatching(/^Install it on .* yourself, then run `npm run x` again\.$/),
  })
})

it('does nothing where busybox is there', async () => {
  await expect(ensureBusybox('npm run x', { missing: [], canInstall: false })).resolves.toBeUndefined()
})
