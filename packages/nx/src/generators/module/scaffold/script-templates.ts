import type { ModuleTraits } from './module-traits.js'
import { PYTHON_VERSION } from './template-versions.js'

const R_SCRIPT = 'scripts/analysis.R'
const R_NOTEBOOK = 'notebook-template.Rmd'
const PYTHON_SCRIPT = 'scripts/analysis.py'
const JUPYTER_NOTEBOOK = 'notebook-template.ipynb'

/** A file of a module to be made, posix path from its folder. */
export interface ScaffoldFile {
  readonly path: string
  readonly text: string
  readonly executable: boolean
}

/** Scripts and notebooks to start from; they run as they are. */
export function planScripts(name: string, { r, python, jupyter }: ModuleTraits): ScaffoldFile[] {
  const plain = (path: string, text: string): ScaffoldFile => ({ path, text, executable: false })
  return [
    ...(r ? [plain(R_SCRIPT, renderRScript(name)), plain(R_NOTEBOOK, renderRNotebook(name))] : []),
    ...(python ? [plain(PYTHON_SCRIPT, renderPythonScript(name))] : []),
    ...(jupyter ? [plain(JUPYTER_NOTEBOOK, renderJupyterNotebook(name))] : []),
  ]
}

/** What `docker-run` starts: every script of the template, one after the other. */
export function renderRunScript({ r, python, jupyter }: ModuleTraits): string {
  const commands = [
    ...(r ? [`Rscript ${R_SCRIPT} "$@"`] : []),
    ...(python ? [`python ${PYTHON_SCRIPT} "$@"`] : []),
    ...(jupyter ? [`jupyter nbconvert --to html --execute ${JUPYTER_NOTEBOOK} --output-dir results`] : []),
  ]
  return [
    '#!/usr/bin/env bash',
    "# Runs this module's analysis, inside its image, as whoever calls: docker-run mounts the repository and starts this file.",
    '# Arguments are passed on.',
    'set -euo pipefail',
    'cd "$(dirname "${BASH_SOURCE[0]}")"',
    'mkdir -p results',
    ...(commands.length > 0 ? commands : ["echo 'There is nothing to run yet: put the commands of the analysis into run.sh.' >&2"]),
    '',
  ].join('\n')
}

function renderRScript(name: string): string {
  return [
    `# The analysis of the module ${name}. It is started by run.sh, in the module's folder.`,
    '',
    '# Results lie in results/, which git ignores.',
    'output <- file.path("results", "session-info.txt")',
    'writeLines(capture.output(sessionInfo()), output)',
    'cat("Wrote", output, "\\n")',
    '',
  ].join('\n')
}

function renderRNotebook(name: string): string {
  return [
    '---',
    `title: "${name}"`,
    'output: html_document',
    '---',
    '',
    'To render this notebook from run.sh, add the package rmarkdown to the environment of the module, then write there',
    '`Rscript -e \'rmarkdown::render("notebook-template.Rmd", output_dir = "results")\'`.',
    '',
    '## Setup',
    '',
    '```{r setup}',
    'results_dir <- "results"',
    'dir.create(results_dir, showWarnings = FALSE)',
    '```',
    '',
    '## Session',
    '',
    '```{r session}',
    'sessionInfo()',
    '```',
    '',
  ].join('\n')
}

function renderPythonScript(name: string): string {
  return [
    `"""The analysis of the module ${name}. It is started by run.sh, in the module's folder."""`,
    '',
    'import argparse',
    'import pathlib',
    'import sys',
    '',
    '',
    'def main() -> None:',
    '    parser = argparse.ArgumentParser(description=__doc__)',
    '    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("results/python-version.txt"))',
    '    options = parser.parse_args()',
    '',
    '    options.output.parent.mkdir(parents=True, exist_ok=True)',
    '    options.output.write_text(f"{sys.version}\\n")',
    '    print(f"Wrote {options.output}")',
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
    '',
  ].join('\n')
}

/** Notebook format 4.5: https://nbformat.readthedocs.io/en/latest/format_description.html */
function renderJupyterNotebook(name: string): string {
  const code = (id: string, ...source: string[]) => ({ cell_type: 'code', execution_count: null, id, metadata: {}, outputs: [], source })
  const notebook = {
    cells: [
      { cell_type: 'markdown', id: 'title', metadata: {}, source: [`# ${name}`] },
      code('setup', 'import pathlib\n', 'import sys\n', '\n', 'results = pathlib.Path("results")\n', 'results.mkdir(exist_ok=True)'),
      code('session', 'print(sys.version)'),
    ],
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python', version: PYTHON_VERSION },
    },
    nbformat: 4,
    nbformat_minor: 5,
  }
  return `${JSON.stringify(notebook, null, 1)}\n`
}
