/** A `.dockerignore` that shuts everything out but these files. */
export function renderDockerignore(letIn: readonly string[]): string {
  const lines = [
    '# Nothing reaches the build but what the Dockerfile copies. Results and notes then cannot change the image or leak into it.',
    '# For each file that the Dockerfile copies, one line: !path',
    '*',
    ...letIn.map((file) => `!${file}`),
  ]
  return `${lines.join('\n')}\n`
}

/** What git leaves alone: results, and what tools keep on this machine. */
export function renderGitignore({ conda, jupyter }: { readonly conda: boolean; readonly jupyter: boolean }): string {
  return ['/results/', ...(conda ? ['/.conda/'] : []), ...(jupyter ? ['.ipynb_checkpoints/'] : []), ''].join('\n')
}
