import { describe, expect, it } from 'vitest'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import type { TestWorkspace } from './workspace/test-workspace.js'

/** Each test commits a change of its own and asks what that commit selects. Nothing is built, so no registry is needed. */
describe('nx affected -t docker-build', () => {
  const { workspace } = usePackedWorkspace({
    registry: 'none',
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'child-a', ['COPY words.txt /'], { 'words.txt': 'a\n', 'renv.lock': '{}\n' }),
      ...childModule(workspace, 'child-b', ['COPY data/ /data/'], {
        '.dockerignore': '*\n!data/tables\n',
        'data/tables/kept.csv': 'kept\n',
        'data/tables/gone.csv': 'soon gone\n',
        'data/log.txt': 'ignored\n',
      }),
      ...tinyModule(workspace, 'tiny'),
      'docs/README.md': 'words\n',
    }),
  })

  async function selectedBy(change: () => void): Promise<string[]> {
    change()
    await workspace.commit()
    const args = ['show', 'projects', '--affected', '-t', 'docker-build', '--base=HEAD~1', '--head=HEAD', '--json']
    const { exitCode, output, stdout } = await workspace.nx(args)
    expect(exitCode, output).toBe(0)
    return (JSON.parse(stdout) as string[]).sort()
  }

  const changes: readonly (readonly [what: string, selected: readonly string[], change: (w: TestWorkspace) => void])[] = [
    ['a note that no build reads', [], (w) => w.write({ 'modules/child-a/notes.md': 'a note\n', 'docs/README.md': 'more\n' })],
    ['a lockfile', ['child-a'], (w) => w.write({ 'modules/child-a/renv.lock': '{"R": {}}\n' })],
    [
      "the base's Dockerfile",
      ['base', 'child-a', 'child-b'],
      (w) => w.write({ 'modules/base/Dockerfile': `${w.read('modules/base/Dockerfile')}ENV CHANGED=1\n` }),
    ],
    ['a copied file that is gone', ['child-b'], (w) => w.remove('modules/child-b/data/tables/gone.csv')],
    ['an ignored file in a copied folder', [], (w) => w.write({ 'modules/child-b/data/log.txt': 'changed\n' })],
    ['a file there that .dockerignore takes back in', ['child-b'], (w) => w.write({ 'modules/child-b/data/tables/kept.csv': 'changed\n' })],
    ['a new file there', ['child-b'], (w) => w.write({ 'modules/child-b/data/tables/new.csv': 'new\n' })],
  ]

  it.each(changes)('%s selects %j', async (_what, selected, change) => {
    expect(await selectedBy(() => change(workspace))).toEqual(selected)
  })
})
