import { LOCK_COMMAND } from './environment-template.js'
import type { ModuleTraits } from './module-traits.js'

/** A README that says what the module is for, in gaps to fill, and how its image is made, locked and run, in full. */
export function renderReadme(name: string, traits: ModuleTraits): string {
  const sections = [
    [
      `# ${name}`,
      '',
      'What question does this module answer, with which methods, on which data, and what does it write?',
      '',
      '## Usage',
      '',
      '```sh',
      `npx nx docker-build ${name}`,
      `npx nx docker-run ${name}`,
      '```',
      '',
      '`docker-run` starts `run.sh` in the image, with the repository mounted, so a change of a script needs no build. Results go to',
      '`results/`.',
    ],
    ['## Files', '', '| file | what it is |', '| --- | --- |', ...fileRows(traits).map(([file, what]) => `| \`${file}\` | ${what} |`)],
    ...environmentSections(name, traits),
    [
      '## Activation',
      '',
      'The module is inactive: `project.json` tags it `docker:inactive`, so CI leaves it alone. Once the Dockerfile makes what the module',
      `needs and its lockfiles are there, \`npx nx g @module-images/nx:activate ${name}\` checks both and switches it on.`,
    ],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function fileRows({ r, renv, conda, python, jupyter }: ModuleTraits): [string, string][] {
  return [
    ['Dockerfile', "the module's image"],
    ['.dockerignore', 'hides all from the build but what the Dockerfile copies'],
    ...(renv ? [['renv.lock', 'the versions of R and its packages'] as [string, string]] : []),
    ...(conda
      ? ([
          ['environment.yml', 'what the module asks of conda'],
          ['conda-lock.yml', 'the exact builds that answer it'],
        ] as [string, string][])
      : []),
    ['run.sh', 'what `docker-run` starts'],
    ...(r ? [['scripts/analysis.R', 'the analysis'] as [string, string]] : []),
    ...(r ? [['notebook-template.Rmd', 'a notebook to start from'] as [string, string]] : []),
    ...(python ? [['scripts/analysis.py', 'the analysis'] as [string, string]] : []),
    ...(jupyter ? [['notebook-template.ipynb', 'a notebook to start from'] as [string, string]] : []),
  ]
}

function environmentSections(name: string, { r, renv, conda }: ModuleTraits): string[][] {
  return [
    ...(renv
      ? [
          [
            '## R packages',
            '',
            'Install and pin packages in the image, not in the R of your machine: open a shell with',
            '',
            '```sh',
            `npx nx docker-shell ${name}`,
            '```',
            '',
            'and in its R:',
            '',
            '```r',
            'dir.create("/tmp/library")',
            '.libPaths(c("/tmp/library", .libPaths()))',
            'install.packages("jsonlite")',
            'renv::snapshot(prompt = FALSE)',
            '```',
            '',
            'Then commit `renv.lock`. It records the packages that the scripts of this folder load.',
          ],
        ]
      : []),
    ...(r && !renv
      ? [['## R packages', '', "Install packages in the Dockerfile, or pin them: `Rscript -e 'renv::init()'`, then copy `renv.lock`."]]
      : []),
    ...(conda
      ? [['## Conda packages', '', 'Edit `environment.yml`, then lock it again and commit both files:', '', '```sh', LOCK_COMMAND, '```']]
      : []),
  ]
}
