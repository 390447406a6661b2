import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ModuleFlags, resolveTraits } from './scaffold/module-traits.js'
import { planEnvironment } from './scaffold/plan-environment.js'
import { createEnvironment, renderEnvironment } from './create-environment.js'

/** A module's folder and a PATH of stand-ins, each of which records how it was called and then runs its lines. */
function machine(programs: Readonly<Record<string, string>>) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-test-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const [folder, bin, calls] = [join(root, 'my module'), join(root, 'bin'), join(root, 'calls')]
  mkdirSync(folder)
  mkdirSync(bin)
  for (const [name, lines] of Object.entries(programs)) {
    const record = `printf '%s' "${name}" >> "$CALLS"; printf '|%s' "$@" >> "$CALLS"; echo >> "$CALLS"`
    writeFileSync(join(bin, name), `#!/bin/sh\n${record}\n${lines}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const logged: string[] = []
  const options = { folder, env: { PATH: `${bin}:/usr/bin:/bin`, CALLS: calls }, log: (line: string) => void logged.push(line) }
  return {
    folder,
    logged,
    options,
    make: (flags: ModuleFlags, more: object = {}) => createEnvironment(planEnvironment(resolveTraits(flags)), { ...options, ...more }),
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []),
    has: (path: string) => existsSync(join(folder, path)),
  }
}

const kinds = (outcomes: Awaited<ReturnType<typeof createEnvironment>>) => outcomes.map(({ kind }) => kind)

const RENV_CALL =
  'Rscript|--vanilla|-e|if (!requireNamespace("renv", quietly = TRUE)) stop("the package renv is not installed"); renv::scaffold()'

describe('createEnvironment', () => {
  it('makes the renv project in the folder of the module', async () => {
    const test = machine({ Rscript: 'pwd; mkdir renv; echo done' })
    expect(kinds(await test.make({ useRenv: true }))).toEqual(['made'])
    expect(test.calls()).toEqual([RENV_CALL])
    expect(test.logged.slice(1)).toEqual([`  ${test.folder}`, '  done'])
    expect(test.has('renv')).toBe(true)
  })

  it('locks, then installs from the lock', async () => {
    const test = machine({ 'conda-lock': 'case $1 in lock) touch conda-lock.yml;; install) mkdir .conda;; esac', mamba: 'exit 9' })
    expect(kinds(await test.make({ usePython: true }))).toEqual(['made', 'made'])
    expect(test.calls()).toEqual([
      'conda-lock|lock|--file|environment.yml|--lockfile|conda-lock.yml',
      'conda-lock|install|--prefix|.conda|conda-lock.yml',
    ])
  })

  it.each([
    ['mamba', { mamba: 'mkdir .conda', conda: 'exit 9' }, 'mamba|create|--yes|--prefix|.conda|--file|environment.yml'],
    ['conda', { conda: 'mkdir .conda' }, 'conda|env|create|--prefix|.conda|--file|environment.yml'],
  ])('makes do with %s where there is no lock', async (_, programs, call) => {
    const test = machine(programs)
    expect(kinds(await test.make({ useConda: true }))).toEqual(['no-tool', 'made'])
    expect(test.calls()).toEqual([call])
  })

  it('starts nothing where only the file was asked for', async () => {
    const test = machine({ mamba: '', conda: '', 'conda-lock': '' })
    expect(await test.make({ usePython: true, condaFileOnly: true })).toEqual([])
    expect(test.calls()).toEqual([])
  })

  it('says what to run by hand where no tool is there', async () => {
    const test = machine({})
    const outcomes = await test.make({ useRenv: true, useConda: true })
    expect(renderEnvironment(outcomes, 'analyses/a')).toEqual([
      `- the renv project (for R outside the image) is not made: no program for it is on this machine. To make it: cd analyses/a && Rscript -e 'install.packages("renv"); renv::scaffold()'`,
      '- conda-lock.yml is not made: no program for it is on this machine. To make it: cd analyses/a && conda-lock lock --file environment.yml --lockfile conda-lock.yml',
      '- the conda environment .conda is not made: no program for it is on this machine. To make it: cd analyses/a && conda env create --prefix .conda --file environment.yml',
    ])
  })

  it('leaves nothing half made behind, and goes on with the next step', async () => {
    const test = machine({ Rscript: 'mkdir renv; touch .Rprofile; echo no such package >&2; exit 3', mamba: 'mkdir .conda' })
    const outcomes = await test.make({ useRenv: true, useConda: true })
    expect(kinds(outcomes)).toEqual(['failed', 'no-tool', 'made'])
    expect([test.has('renv'), test.has('.Rprofile'), test.has('.conda')]).toEqual([false, false, true])
    expect(renderEnvironment(outcomes, 'a')[0]).toContain(
      '✗ the renv project (for R outside the image) is not made: Rscript ended with exit code 3.',
    )
  })

  it('never removes what was there before', async () => {
    const test = machine({ Rscript: 'mkdir renv; exit 1' })
    writeFileSync(join(test.folder, '.Rprofile'), '# mine\n')
    expect(kinds(await test.make({ useRenv: true }))).toEqual(['failed'])
    expect([test.has('renv'), readFileSync(join(test.folder, '.Rprofile'), 'utf8')]).toEqual([false, '# mine\n'])
  })

  it('is bounded in time', async () => {
    const test = machine({ mamba: 'mkdir .conda; exec sleep 60' })
    const outcomes = await test.make({ useConda: true }, { timeoutMs: 300 })
    expect(kinds(outcomes)).toEqual(['no-tool', 'failed'])
    expect([outcomes[1]?.kind === 'failed' && outcomes[1].why, test.has('.conda')]).toEqual(['took too long and was stopped', false])
  })

  it('stops at once when it is told to, and takes no further step', async () => {
    const test = machine({ Rscript: 'mkdir renv; echo begun; exec sleep 60', mamba: 'mkdir .conda' })
    const controller = new AbortController()
    const log = (line: string) => (line === '  begun' ? controller.abort() : undefined)
    expect(kinds(await test.make({ useRenv: true, useConda: true }, { signal: controller.signal, log }))).toEqual(['stopped'])
    expect([test.has('renv'), test.calls()]).toEqual([false, [RENV_CALL]])
  })

  it('shows no control characters of what a tool prints', async () => {
    const test = machine({ Rscript: "printf 'a\\033[2Jb\\n'" })
    await test.make({ useRenv: true })
    expect(test.logged.filter((line) => line.includes('\u001b'))).toEqual([])
  })
})
