import { findContents, planDevcontainer } from '@module-images/core'
import { html, type Html } from '../html.js'
import type { ModuleEntry } from '../page-data.js'
import { renderCopyable } from './marks.js'

/** What a command is about. */
interface Use {
  /** Image with digest or tag. */
  readonly reference: string
  /** Last part of the image's name. */
  readonly short: string
  readonly module: ModuleEntry
}

interface Tool {
  readonly id: string
  readonly title: string
  /** What it does, and how it is written. */
  readonly commands: (use: Use) => readonly (readonly [what: string, text: string])[]
}

const AS_ONESELF = '-u "$(id -u):$(id -g)" -e HOME=/tmp'
const HERE = '-v "$PWD:/work" -w /work'
const SHELL = 'A shell in it, as yourself, in the current folder'

/** One entry a tool, in the order of the tabs; docs/use-an-image.md explains them. */
const TOOLS: readonly Tool[] = [
  {
    id: 'docker',
    title: 'Docker',
    commands: ({ reference }) => [
      ['Pull', `docker pull ${reference}`],
      [SHELL, `docker run --rm -it ${AS_ONESELF} ${HERE} ${reference} bash`],
    ],
  },
  {
    id: 'podman',
    title: 'Podman',
    commands: ({ reference }) => [
      ['Pull', `podman pull ${reference}`],
      [SHELL, `podman run --rm -it --userns=keep-id -e HOME=/tmp ${HERE} ${reference} bash`],
    ],
  },
  {
    id: 'apptainer',
    title: 'Apptainer',
    commands: ({ reference, short }) => [
      ['Pull', `apptainer pull ${short}.sif docker://${reference}`],
      ['A shell in it, in the current folder', `apptainer exec --cleanenv --no-home --bind "$PWD" --pwd "$PWD" ${short}.sif bash`],
    ],
  },
  {
    id: 'nextflow',
    title: 'Nextflow',
    commands: ({ reference }) => [
      [
        'In nextflow.config; put the name of your process in place of NAME',
        `process { withName: NAME { container = '${reference}' } }\ndocker { enabled = true; runOptions = '-u $(id -u):$(id -g)' }`,
      ],
    ],
  },
  {
    id: 'snakemake',
    title: 'Snakemake',
    commands: ({ reference }) => [
      ['In the rule of your Snakefile', `container: "docker://${reference}"`],
      ['Run', 'snakemake --cores 4 --software-deployment-method apptainer'],
    ],
  },
  {
    id: 'devcontainer',
    title: 'Dev container',
    commands: (use) => [['As .devcontainer/devcontainer.json', renderDevcontainer(use)]],
  },
]

/** For any folder: what the module's own configuration mounts and passes on is of its repository. */
function renderDevcontainer({ reference, module: { name, published, lockfiles } }: Use): string {
  const contents = findContents(lockfiles.map(({ file }) => file.slice(file.lastIndexOf('/') + 1)))
  const user = published?.user ?? ''
  return JSON.stringify(planDevcontainer({ name, image: reference, user, folder: '', mounts: [], env: [], contents }), null, 2)
}

/** The tag that people use: `latest`, where it names the image. */
export function mainTag({ published }: ModuleEntry): string | undefined {
  return published?.tags.includes('latest') === true ? 'latest' : published?.tags[0]
}

/** How to use the image, a tab for each tool, by digest or by tag. Radio buttons and style alone, so that it works without script. */
export function renderCommands(module: ModuleEntry, runTarget: string): Html {
  const { image, published } = module
  const tag = mainTag(module)
  const forms = published
    ? [
        { id: 'digest', title: 'by digest', reference: `${image}@${published.digest}` },
        ...(tag === undefined ? [] : [{ id: 'tag', title: `by tag ${tag}`, reference: `${image}:${tag}` }]),
      ]
    : []
  const short = image.slice(image.lastIndexOf('/') + 1)
  const tools = forms.length === 0 ? [] : TOOLS
  const panels = tools.map(({ id, commands }) => {
    const parts = forms.map(
      (form) => html`<div class="by-${form.id}">${commands({ reference: form.reference, short, module }).map(renderCommand)}</div>`,
    )
    return html`<div class="panel" data-tool="${id}">${parts}</div>`
  })
  const nx = renderCommand(['Run the module in a checkout of its repository', `npx nx ${runTarget} ${quote(module.name)}`])
  return html`<section class="commands">
    <h2>Use it</h2>
    ${tools.length > 0 && renderChoice('tool', 'Tool', [...tools, { id: 'nx', title: 'nx' }])}
    ${forms.length > 1 && renderChoice('form', 'Name the image', forms)} ${panels}
    <div class="panel" data-tool="nx">${nx}</div>
  </section>`
}

function renderChoice(name: string, title: string, choices: readonly { readonly id: string; readonly title: string }[]): Html {
  const options = choices.map(
    (choice, i) =>
      html`<label class="choice"
        ><input type="radio" name="${name}" value="${choice.id}" ${i === 0 && html` checked`} />${choice.title}</label
      >`,
  )
  return html`<fieldset class="choices">
    <legend>${title}</legend>
    ${options}
  </fieldset>`
}

function renderCommand([what, text]: readonly [string, string]): Html {
  return html`<h3>${what}</h3>
    ${renderCopyable(text, what)}`
}

/** A word of a command that a shell takes as it is. */
function quote(word: string): string {
  return /^[\w@./:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
